// Makes the rounds of the page of turns quicker; without it every button still works.

{
  // The admin's autocomplete names its field by the value alone: a field that is still empty has no name. It gets that
  // of its label.
  const name = (root) => {
    root.querySelectorAll("select.admin-autocomplete").forEach((select) => {
      const shown = select.nextElementSibling?.querySelector(".select2-selection");
      const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      if (!shown) {
        return;
      }
      // In a table of rows the head of the column is the label.
      const cell = select.closest("td");
      const head = cell?.closest("table").querySelectorAll("thead th")[cell.cellIndex];
      const words = (label || head || select).textContent.trim().replace(/:$/, "");
      const chosen = Array.from(select.selectedOptions, (option) => option.textContent).join(", ");
      const parts = [shown, ...shown.querySelectorAll("[role=textbox], [role=searchbox], .select2-search__field")];
      parts.forEach((part) => {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", chosen ? `${words}: ${chosen}` : words);
      });
    });
    root.querySelectorAll("th.original:empty").forEach((head) => {
      head.innerHTML = '<span class="visually-hidden">Record</span>';
    });
  };
  const ready = () => name(document);
  if (window.django?.jQuery) {
    window.django.jQuery(ready); // after the admin's own
    window.django.jQuery(document).on("change", "select.admin-autocomplete", ready);
  }
  document.addEventListener("formset:added", (event) => window.setTimeout(() => name(event.target)));
  // Fields that htmx put into the page need the admin's autocomplete as those that came with it.
  document.addEventListener("htmx:load", (event) => {
    const $ = window.django?.jQuery;
    if ($?.fn.djangoAdminSelect2 && event.detail.elt !== document.body) {
      $(event.detail.elt).find(".admin-autocomplete").not("[name*=__prefix__]").djangoAdminSelect2();
      name(event.detail.elt);
    }
  });
  // Ctrl+Enter anywhere in the turns is another preview.
  document.addEventListener("keydown", (event) => {
    const form = document.getElementById("turns");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
