// Trusted Types: the policy of the archive lets no script make markup, code or the address of a script out of text.
// Public pages need none of it. The desk does: jQuery and htmx write markup that came from the archive. It gets that,
// and still no code and no scripts from elsewhere than the collected files beside this one.
if (window.trustedTypes?.createPolicy) {
  const files = new URL("../", document.currentScript.src).href;
  window.trustedTypes.createPolicy("default", {
    createHTML: (markup) => markup,
    createScriptURL: (address) => (new URL(address, document.baseURI).href.startsWith(files) ? address : null),
  });
}
