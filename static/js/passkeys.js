// Asks the browser for a passkey and sends its answer as the field of a form. Without it there are codes.
(() => {
  const type = window.PublicKeyCredential;
  if (!type?.parseRequestOptionsFromJSON || !navigator.credentials) return;
  document.querySelectorAll("[data-without-passkeys]").forEach((words) => {
    words.hidden = true;
  });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const options = JSON.parse(form.querySelector(".passkey-options").textContent);
    const status = form.querySelector("[role=status]");
    const ask = () =>
      form.dataset.passkey === "create"
        ? navigator.credentials.create({ publicKey: type.parseCreationOptionsFromJSON(options) })
        : navigator.credentials.get({ publicKey: type.parseRequestOptionsFromJSON(options) });
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      status.textContent = "Waiting for your passkey …";
      try {
        form.elements.passkey.value = JSON.stringify((await ask()).toJSON());
        form.submit();
      } catch {
        status.textContent = "The passkey was not used. Try again.";
      }
    });
  });
})();
