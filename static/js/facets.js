// A box over a long list of values that leaves those whose names hold what is typed. Without it the list is whole.
(() => {
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  document.querySelectorAll(".facet-more").forEach((more) => {
    const facet = more.closest(".facet");
    const items = [...facet.querySelectorAll("li")].map((item) => [item, fold(item.querySelector(".name").textContent)]);
    const label = document.createElement("label");
    const input = document.createElement("input");
    const told = document.createElement("p");
    label.className = "facet-filter";
    label.textContent = `Find in ${facet.querySelector("h3").textContent.toLowerCase()}`;
    input.type = "search";
    input.autocomplete = "off";
    label.append(input);
    told.className = "hint";
    told.setAttribute("role", "status");
    more.querySelector("summary").after(label, told);

    input.addEventListener("input", () => {
      const typed = fold(input.value.trim());
      let left = 0;
      items.forEach(([item, name]) => {
        item.hidden = !name.includes(typed);
        left += !item.hidden;
      });
      told.textContent = typed ? `${left || "None"} of ${items.length}` : "";
    });
  });
})();
