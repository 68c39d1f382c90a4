// survey.js: says at once what the server would say after sending, and saves what is
// typed in the background. No page needs it, and nothing that was typed is taken away.
(() => {
  "use strict";
  const language = document.documentElement.lang;

  const made = (name) => Object.assign(document.createElement("p"), { className: name });
  const say = (place, words) => {
    let line = place.querySelector(":scope > .err");
    if (!line && !words) return;
    if (!line) {
      line = made("err");
      line.setAttribute("role", "status");
      place.append(line);
    }
    if (line.textContent !== words) line.textContent = words;
    line.hidden = !words;
  };
  const labelOf = (control) => control.labels[0].textContent.trim();
  const list = (words) => new Intl.ListFormat(language).format(words.map((word) => `“${word}”`));

  // What excludes the others is ticked alone: one tick takes the others away.
  const keepAlone = (place, box) => {
    const boxes = [...place.querySelectorAll("input[type=checkbox]")];
    if (!box.checked || !boxes.includes(box)) return;
    const alone = "alone" in box.dataset;
    for (const other of boxes) {
      if (other !== box && (alone || "alone" in other.dataset)) other.checked = false;
    }
  };
  // Beside something typed or ranked nothing is taken away; it is only said.
  const isBoth = (place) => {
    const typed = place.querySelectorAll("select, textarea, .input:not([data-words-of])");
    const has = [...typed].some((one) => one.value.trim());
    return has && place.querySelector("input[data-alone]:checked") !== null;
  };
  const clash = (place) => {
    const by = new Map();
    for (const one of place.querySelectorAll("select")) {
      one.closest("li").classList.remove("clash");
      if (one.value) by.set(one.value, [...(by.get(one.value) || []), one]);
    }
    const twice = [...by.values()].find((some) => some.length > 1);
    if (!twice) return "";
    twice.forEach((one) => one.closest("li").classList.add("clash"));
    return place.dataset.twice
      .replace("{place}", twice[0].selectedOptions[0].text)
      .replace("{answers}", list(twice.map(labelOf)));
  };
  const chosen = (place) => place.querySelectorAll("input:checked:not([data-alone])").length;

  const check = (place) => {
    const data = place.dataset;
    let words = "";
    if (data.twice) words = clash(place);
    if (data.most && chosen(place) > Number(data.most)) words = data.many;
    if (data.alone && isBoth(place)) words = data.alone;
    say(place, words);
  };

  const count = (place) => {
    const field = place.querySelector("input:not([type]), textarea");
    const line = place.querySelector(".counter") || made("counter");
    if (!line.isConnected) field.after(line);
    const length = [...field.value].length;
    line.textContent = place.dataset.count.replace("{count}", length.toLocaleString(language));
    line.toggleAttribute("data-over", length > Number(place.dataset.longest));
  };

  const PLACES = "[data-alone]:not(input), [data-twice], [data-most], [data-longest]";
  for (const place of document.querySelectorAll(PLACES)) {
    if (place.dataset.longest) {
      count(place);
      place.addEventListener("input", () => count(place));
    }
    place.addEventListener("change", (event) => {
      if (place.dataset.alone && !place.querySelector("select, textarea, .input:not([data-words-of])")) {
        keepAlone(place, event.target);
      }
      check(place);
    });
  }

  // Words beside "other" choose it.
  for (const words of document.querySelectorAll("[data-words-of]")) {
    words.addEventListener("input", () => {
      const box = document.getElementById(words.dataset.wordsOf);
      if (words.value.trim() && !box.checked) {
        box.checked = true;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  // The way back leads to a page that has an address of its own.
  for (const form of document.querySelectorAll("form[data-survey]")) {
    form.addEventListener("submit", () => {
      history.replaceState(null, "", form.action.split("#")[0]);
    });
  }

  // Whatever a page sends has the next number, so that what comes late changes nothing.
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const page = Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
    const turn = Object.assign(document.createElement("input"), { type: "hidden", name: "turn" });
    form.append(turn);
    let number = 0;
    let changed = false;
    let wait = 0;
    let saving = new AbortController();
    const next = () => {
      turn.value = `${page}.${++number}`;
      saving.abort();
      saving = new AbortController();
    };
    const tell = () => {
      const place = form.querySelector("[data-saved]");
      const time = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
      place.textContent = place.dataset.saved.replace("{time}", time);
    };
    // A date that is half typed reads as none, and must not take the place of what is kept.
    const save = () => {
      if (!changed || form.querySelector(":invalid")) return;
      changed = false;
      next();
      const { signal } = saving;
      const again = () => (changed ||= !signal.aborted);
      const body = new URLSearchParams(new FormData(form));
      body.set("go", "save");
      fetch(form.dataset.autosave, { method: "POST", body, keepalive: true, signal })
        .then((answer) => (answer.ok ? tell() : again()))
        .catch(again);
    };
    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(wait);
      wait = setTimeout(save, 2000);
    });
    form.addEventListener("submit", () => {
      changed = false;
      clearTimeout(wait);
      next();
    });
    document.addEventListener("visibilitychange", () => document.hidden && save());
  }
})();
