// Copying: the passage that the address names, and the texts of a “Cite” page. Without it the passage has a link to its
// citation, and the texts can be selected.
(() => {
  if (!navigator.clipboard) return;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  const button = (label, text) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        made.textContent = "Copied";
        status.textContent = `${label}: copied`;
      } catch {
        made.textContent = "Could not copy";
        status.textContent = `${label}: could not copy`;
      }
      setTimeout(() => {
        made.textContent = label;
      }, 2000);
    });
    return made;
  };

  let actions = null;
  const offer = async () => {
    actions?.remove();
    actions = null;
    const passage = location.hash.startsWith("#p-") && document.getElementById(location.hash.slice(1));
    const cite = passage?.querySelector("a.cite");
    if (!cite) return;
    const address = new URL(cite.href);
    address.pathname = address.pathname.replace(/cite\/$/, "copy.json");
    const answer = await fetch(address);
    if (!answer.ok || passage.id !== location.hash.slice(1)) return;
    const said = await answer.json();
    const row = document.createElement("span");
    row.className = "passage-actions";
    row.lang = "en";
    row.dir = "ltr";
    row.append(button("Copy link", () => said.link), button("Copy citation", () => said.citation));
    if (said.quotation) row.append(button("Copy quotation with citation", () => said.quotation));
    actions?.remove();
    actions = row;
    cite.before(row);
  };
  addEventListener("hashchange", () => offer().catch(() => {}));
  offer().catch(() => {});

  document.querySelectorAll("[data-copy]").forEach((text) => {
    const words = text.innerText;
    const copy = button("Copy", () => words);
    copy.className = "copy";
    text.after(copy);
  });
})();
