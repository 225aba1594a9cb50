// Offers records by name under the search box while something is typed. Without it the box searches words all the same.
(() => {
  const input = document.querySelector("input[data-suggest]");
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("aria-label", "Records of that name");
  input.parentElement.append(list);
  let timer = 0;
  let asked = "";

  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map(({ label, kind, url }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const what = document.createElement("span");
        link.href = url;
        link.textContent = label;
        what.className = "kind";
        what.textContent = kind;
        link.append(what);
        item.append(link);
        return item;
      }),
    );
    list.style.top = `${input.offsetTop + input.offsetHeight}px`;
    list.hidden = !suggestions.length;
  };

  const ask = async () => {
    const typed = input.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (typed.length < 2 || /["():*~^]/.test(typed)) return show([]);
    const answer = await fetch(`${input.dataset.suggest}?format=json&q=${encodeURIComponent(typed)}`);
    if (!answer.ok) return;
    const { suggestions } = await answer.json();
    if (input.value.trim() === typed) show(suggestions);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    if (list.hidden || !links.length) return;
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      list.hidden = true;
      input.focus();
    } else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === input)) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? input).focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!list.contains(event.target)) list.hidden = true;
  });
})();
