// survey_typed.js: what is typed on a page of which nothing is kept yet stays in this tab
// until it is sent, and is there again after a reload. Nothing is asked of the server.
(() => {
  "use strict";
  const key = `typed:${location.pathname}`;
  // A browser may forbid to keep anything, or have no room.
  const store = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null;
    }
  };
  const erase = () => store((kept) => kept.removeItem(key));
  const form = document.querySelector("form[data-typed]");
  if (!form) return erase();

  const isTick = (one) => one.type === "radio" || one.type === "checkbox";
  const fields = [...form.elements].filter(
    (one) => one.name && one.matches("input:not([type=hidden]), select, textarea"),
  );
  const pairs = (isTicked, valueOf) =>
    fields
      .map((one) => [one.name, isTick(one) ? (isTicked(one) ? one.value : "") : valueOf(one)])
      .filter((pair) => pair[1])
      .map((pair) => pair.join("="))
      .sort();
  const chosen = (one) => [...one.options].find((option) => option.defaultSelected)?.value;
  // What the server has filled in: typed words go only into the page they were typed on.
  const given = pairs(
    (one) => one.defaultChecked,
    (one) => (one.matches("select") ? chosen(one) : one.defaultValue),
  ).join("\n");

  const kept = store((some) => JSON.parse(some.getItem(key)));
  if (kept && kept.given === given) {
    for (const one of fields) {
      const start = `${one.name}=`;
      if (isTick(one)) one.checked = kept.typed.includes(start + one.value);
      else one.value = (kept.typed.find((pair) => pair.startsWith(start)) || start).slice(start.length);
    }
  }
  form.addEventListener("input", () => {
    // A date that is half typed reads as none.
    if (form.querySelector(":invalid")) return;
    const typed = pairs((one) => one.checked, (one) => one.value);
    store((some) => some.setItem(key, JSON.stringify({ given, typed })));
  });
  form.addEventListener("submit", erase);
})();
