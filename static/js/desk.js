// Makes the rounds of the page of turns quicker; without it every button still works.
"use strict";
{
  // Fields that htmx put into the page need the admin's autocomplete as those that came with it.
  document.addEventListener("htmx:load", (event) => {
    const $ = window.django && window.django.jQuery;
    if ($ && $.fn.djangoAdminSelect2 && event.detail.elt !== document.body) {
      $(event.detail.elt).find(".admin-autocomplete").not("[name*=__prefix__]").djangoAdminSelect2();
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
