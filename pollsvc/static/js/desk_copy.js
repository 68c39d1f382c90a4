// A button with data-copy="id" copies the text of that field and says so.
(function () {
  "use strict";

  // By plain http browsers have no clipboard for pages, but still the old command.
  async function copied(field) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(field.value);
        return true;
      } catch {
        // Not allowed here: the old way may be.
      }
    }
    field.focus();
    field.select();
    return document.execCommand("copy");
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.dataset.copied);
    if (!field) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const words = (await copied(field)) ? button.dataset.words : button.dataset.failed || "";
      if (!said) return;
      said.textContent = "";
      said.textContent = words;
      button.focus();
    });
  }
})();
