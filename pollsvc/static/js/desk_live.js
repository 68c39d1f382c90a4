// Where data-live names an address, the page's parts are asked for anew every few seconds
// while somebody looks: by conditional requests, which cost next to nothing.
(function () {
  "use strict";

  const page = document.querySelector("[data-live]");
  if (!page || !window.fetch) return;

  const EVERY = Number(page.dataset.every) || 5000;
  const AT_MOST = 60000;
  const SAY_EVERY = 20000;
  const one = (name) => page.querySelector(`[${name}]`);
  const sources = {};
  let tag = `W/"${page.dataset.tag}"`;
  let wait = EVERY;
  let timer = 0;
  let said = 0;
  let unsaid = "";

  // How long ago is told by the reader's own clock, so that nothing is asked for it.
  function tellTimes() {
    const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
    for (const time of page.querySelectorAll("time[data-ago]")) {
      const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
      if (minutes < 1) time.textContent = time.dataset.ago;
      else if (minutes < 60) time.textContent = words.format(-minutes, "minute");
      else if (minutes < 1440) time.textContent = words.format(-Math.floor(minutes / 60), "hour");
      else time.textContent = words.format(-Math.floor(minutes / 1440), "day");
    }
  }

  // What is open stays open, and who stands on something stays there.
  function put(place, html) {
    const open = [...place.querySelectorAll("details[open]")].map((fold) => fold.id);
    const scrolled = [...place.querySelectorAll(".tall")].map((box) => box.scrollTop);
    const at = place.contains(document.activeElement) ? document.activeElement : null;
    const stops = "a, button, summary, [tabindex]";
    const number = at ? [...place.querySelectorAll(stops)].indexOf(at) : -1;
    place.innerHTML = html;
    for (const id of open) {
      const fold = id && document.getElementById(id);
      if (fold) fold.open = true;
    }
    place.querySelectorAll(".tall").forEach((box, nth) => { box.scrollTop = scrolled[nth] || 0; });
    const again = number < 0 ? null : place.querySelectorAll(stops)[number];
    if (again) again.focus({ preventScroll: true });
  }

  function show(news) {
    for (const [name, html] of Object.entries(news.parts)) {
      if (sources[name] === html) continue;
      sources[name] = html;
      if (name === "state") {
        const state = document.querySelector(".headrow .status");
        if (state) state.outerHTML = html;
      } else {
        const place = page.querySelector(`[data-part="${name}"]`);
        if (place) put(place, html);
      }
    }
    unsaid = news.counted;
    tellTimes();
    if (news.over) stop("");
  }

  // One number, and not more often than a listener can bear.
  function say() {
    const voice = one("data-live-said");
    if (!voice || !unsaid || Date.now() - said < SAY_EVERY) return;
    voice.textContent = unsaid;
    unsaid = "";
    said = Date.now();
  }

  function stop(words) {
    clearTimeout(timer);
    wait = 0;
    one("data-live-on").hidden = true;
    one("data-live-off").textContent = words;
    one("data-live-refresh").hidden = false;
  }

  function later() {
    clearTimeout(timer);
    if (wait && !document.hidden) timer = setTimeout(ask, wait);
  }

  async function ask() {
    let answer = null;
    try {
      answer = await fetch(page.dataset.live, {
        cache: "no-store",
        headers: { "If-None-Match": tag },
      });
      if (answer.status === 200) {
        const news = await answer.json();
        tag = answer.headers.get("ETag") || tag;
        show(news);
      } else if (answer.status === 304) {
        tellTimes();
      }
    } catch {
      answer = null;
    }
    if (!wait) return;
    if (answer && answer.status >= 400 && answer.status < 500) {
      stop(one("data-live-off").dataset.liveOff);
      return;
    }
    wait = answer && answer.status < 400 ? EVERY : Math.min(2 * wait, AT_MOST);
    say();
    later();
  }

  document.addEventListener("visibilitychange", () => {
    if (wait && !document.hidden) {
      clearTimeout(timer);
      ask();
    }
  });
  one("data-live-on").hidden = false;
  one("data-live-refresh").hidden = true;
  tellTimes();
  later();
})();
