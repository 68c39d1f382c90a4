// On the screen for a hall everything is to be seen at once: where it does not fit, letters and
// bars become smaller, as far as they can still be read; if that is not enough, the page says so.
(function () {
  "use strict";

  const main = document.querySelector("[data-fit]");
  if (!main) return;

  const LARGEST = 1.4;
  const LEAST = 0.5;
  const STEP = 0.04;
  const words = main.querySelector("[data-unfit]");
  const root = document.documentElement;
  const fits = () => root.scrollHeight <= root.clientHeight && root.scrollWidth <= root.clientWidth;
  let size = LARGEST;

  // As people vote nothing grows again, so that the screen is quiet.
  function shrink() {
    words.textContent = "";
    main.style.setProperty("--fit", size);
    while (!fits() && size > LEAST) {
      size -= STEP;
      main.style.setProperty("--fit", size);
    }
    if (!fits()) words.textContent = words.dataset.unfit;
  }

  function fit() {
    size = LARGEST;
    shrink();
  }

  new MutationObserver(shrink).observe(main.querySelector("[data-part]"), {
    childList: true,
    subtree: true,
  });
  window.addEventListener("resize", fit);
  window.addEventListener("load", fit);
  if (document.fonts) document.fonts.ready.then(fit);
  fit();
})();
