// Shows what a form would look like, in a frame, while one fills it in. Nothing is saved.
// form[data-preview-form] with submit buttons [data-preview-button], whose formaction is the
// preview's address and whose formtarget is the frame's name.
(function () {
  "use strict";

  const PAUSE = 400;

  for (const form of document.querySelectorAll("form[data-preview-form]")) {
    const buttons = [...form.elements].filter((one) => "previewButton" in one.dataset);
    if (!buttons.length) continue;
    let pressed = buttons.find((one) => one.getAttribute("aria-pressed") === "true") || buttons[0];
    let timer = 0;
    let asked = null;

    const frames = () => document.querySelectorAll(`iframe[name="${pressed.formTarget}"]`);

    function say(state) {
      for (const frame of frames()) frame.dataset.previewState = state;
    }

    async function show() {
      clearTimeout(timer);
      if (asked) asked.abort();
      const mine = new AbortController();
      asked = mine;
      say("busy");
      try {
        const answer = await fetch(pressed.formAction, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          signal: mine.signal,
        });
        const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
        const page = await answer.text();
        if (isPage && (answer.ok || answer.status === 422)) put(page);
        else say("ready");
      } catch {
        if (asked === mine) say("ready"); // the old preview stays
      }
    }

    // A fresh frame, since a frame that is sent elsewhere adds to the browser's history.
    function put(page) {
      const old = [...frames()];
      if (!old.length) return;
      const fresh = old[0].cloneNode(false);
      let top = 0;
      try {
        top = old[0].contentWindow.scrollY;
      } catch {
        top = 0; // it shows a page of another site
      }
      fresh.removeAttribute("src");
      if (pressed.dataset.as) fresh.dataset.as = pressed.dataset.as;
      fresh.style.display = "none";
      fresh.addEventListener("load", () => {
        for (const one of frames()) {
          if (one === fresh) break; // what comes after it is newer and still loading
          one.remove();
        }
        fresh.style.display = "";
        fresh.contentWindow.scrollTo(0, top);
        fresh.dataset.previewState = "ready";
      }, { once: true });
      fresh.srcdoc = page;
      old[old.length - 1].after(fresh);
    }

    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    };
    form.addEventListener("input", later);

    for (const button of buttons) {
      if ("previewOnly" in button.dataset) button.hidden = true;
      button.addEventListener("click", (event) => {
        event.preventDefault();
        pressed = button;
        for (const one of buttons) {
          if (one.hasAttribute("aria-pressed")) one.setAttribute("aria-pressed", String(one === button));
        }
        show();
      });
    }
    show();
  }

  // A picker of colours beside a field for their codes; the field is what is sent.
  for (const picker of document.querySelectorAll("input[data-colour-of]")) {
    const field = document.getElementById(picker.dataset.colourOf);
    if (!field) continue;
    const follow = () => {
      const code = field.value.trim().replace(/^#?/, "#").toLowerCase();
      if (/^#[0-9a-f]{6}$/.test(code)) picker.value = code;
      else if (/^#[0-9a-f]{3}$/.test(code)) picker.value = code.replace(/[0-9a-f]/g, "$&$&");
    };
    picker.hidden = false;
    follow();
    field.addEventListener("input", follow);
    picker.addEventListener("input", () => {
      field.value = picker.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
