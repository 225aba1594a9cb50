// Light and dark follow the system. A reader's own choice is kept and applied before the first paint, hence in <head>.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage may be forbidden; the switch then holds for this page only.
  }
  const shown = () => (chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light");
  const apply = () => {
    if (chosen) root.dataset.theme = chosen;
    else delete root.dataset.theme;
  };
  const remember = () => {
    try {
      if (chosen) localStorage.setItem("theme", chosen);
      else localStorage.removeItem("theme");
    } catch {
      // As above.
    }
  };
  apply();
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const label = () => {
      const other = shown() === "dark" ? "Light" : "Dark";
      button.textContent = other;
      button.setAttribute("aria-label", `${other} colours`);
    };
    button.hidden = false;
    label();
    dark.addEventListener("change", label);
    button.addEventListener("click", () => {
      const other = shown() === "dark" ? "light" : "dark";
      // Back to what the system says: nothing to remember.
      chosen = other === (dark.matches ? "dark" : "light") ? null : other;
      remember();
      apply();
      label();
    });
  });
})();
