// Saves a form as one types. data-edit is the address; what it says goes to data-edit-status.
(function () {
  "use strict";

  const PAUSE = 2000;
  const RETRY = 15000;
  const LONGEST_KEPT_ALIVE = 60000;

  for (const form of document.querySelectorAll("form[data-edit]")) {
    const status = form.querySelector("[data-edit-status]");
    let timer = 0;
    let sending = null;
    let stopper = null;
    let stopped = "editPaused" in form.dataset;
    let isSent = false;
    let saved = content();

    function content() {
      const fields = new URLSearchParams(new FormData(form));
      fields.delete("seen");
      fields.delete("turn");
      return fields.toString();
    }

    function say(words, state) {
      if (status.textContent !== words) status.textContent = words;
      form.dataset.editState = state;
    }

    function later(after) {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, after);
    }

    async function save(leaving) {
      clearTimeout(timer);
      // What was just sent whole may have changed the draft; this page knows nothing of it.
      if (stopped || sending || (leaving && isSent)) return;
      const now = content();
      if (now === saved) return;
      count();
      const body = new URLSearchParams(new FormData(form));
      if (leaving && body.toString().length > LONGEST_KEPT_ALIVE) return;
      form.dataset.editState = "saving";
      stopper = new AbortController();
      const { signal } = stopper;
      sending = fetch(form.dataset.edit, { method: "POST", body, keepalive: Boolean(leaving), signal });
      try {
        const answer = await sending;
        const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        if (isJson) await heard(answer, now);
        else if (answer.status === 401 || answer.status === 400) refused(form.dataset.signedOut);
        else if (answer.status === 403 || answer.status === 404) refused(form.dataset.gone);
        else failed();
      } catch {
        failed();
      }
      sending = null;
      if (content() !== now) later(PAUSE);
    }

    async function heard(answer, sent) {
      const said = await answer.json();
      if (said.saved) {
        saved = sent;
        form.elements.seen.value = said.seen;
        say(said.words, "saved");
        advise(said.hints);
        entitle(said.title, said.language);
      } else {
        stopped = true;
        say(said.words, "conflict");
      }
    }

    function entitle(title, language) {
      const heading = form.querySelector("[data-poll-title]");
      if (!heading || !title) return;
      if (heading.textContent !== title) heading.textContent = title;
      heading.lang = language;
    }

    function advise(hints) {
      for (const place of form.querySelectorAll("[data-hints]")) {
        const html = hints[place.dataset.hints];
        const isInUse = place.contains(document.activeElement);
        if (html !== undefined && !isInUse && place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
      }
    }

    // The later of two sendings counts, in whatever order they arrive.
    function count() {
      form.elements.turn.value = Number(form.elements.turn.value) + 1;
    }

    function refused(words) {
      stopped = true;
      say(words, "signed-out");
    }

    function failed() {
      say(form.dataset.failed, "failed");
      later(RETRY);
    }

    form.addEventListener("input", () => later(isSent ? RETRY : PAUSE));
    form.addEventListener("submit", (event) => {
      // What the form itself sends needs no saving, unless it goes to the preview.
      const goesOn = !event.submitter || event.submitter.formTarget !== "preview";
      if (!goesOn) return;
      clearTimeout(timer);
      if (stopper) stopper.abort();
      count();
      isSent = true;
    });
    // A link is followed once all is saved, as the next page is made from what is stored.
    form.addEventListener("click", async (event) => {
      const link = event.target.closest("a[href]");
      const isOwn = event.metaKey || event.ctrlKey || event.shiftKey || stopped;
      if (!link || link.hash || link.target || isOwn || content() === saved) return;
      event.preventDefault();
      if (sending) await sending.catch(() => null);
      await save();
      window.location.assign(link.href);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save(true);
    });
    window.addEventListener("pageshow", (event) => {
      // From the browser's memory the token may be an old one.
      if (event.persisted) window.location.reload();
    });
  }

  // Asks before leaving a form in which something is typed that nobody saved.
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    const content = () => new URLSearchParams(new FormData(form)).toString();
    const before = content();
    let isSent = false;
    form.addEventListener("submit", () => {
      isSent = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!isSent && content() !== before) event.preventDefault();
    });
  }
})();
