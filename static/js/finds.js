// Next and previous find in a statement. The numbered links above the text do the same without it.
(() => {
  const bar = document.querySelector("[data-finds]");
  const marks = [...document.querySelectorAll("mark[id^='find-']")];
  if (!bar || !marks.length) return;
  const steps = bar.querySelector(".finds-steps");
  const count = bar.querySelector(".finds-count");
  const whole = count.textContent;
  let at = -1;

  // Where the reader is: at the marked find, or at the passage that the address names.
  const start = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return -1;
    const own = marks.indexOf(target);
    if (own >= 0) return own;
    return marks.findIndex((mark) => target.contains(mark) || target.compareDocumentPosition(mark) & 4) - 1;
  };
  const go = (step) => {
    marks[at]?.classList.remove("is-current");
    at = at < 0 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
    const mark = marks[at];
    mark.classList.add("is-current");
    mark.scrollIntoView({ block: "center" });
    count.textContent = `${at + 1} of ${whole}`;
  };
  at = start();
  steps.hidden = false;
  bar.querySelectorAll("[data-step]").forEach((button) => {
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  });
})();
