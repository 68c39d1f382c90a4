// Inside the frame: tells the page around it how high the poll is, in our own words
// and in those of other tools whose host scripts are about. Without it nothing breaks.
(function () {
  "use strict";
  if (parent === window) return;

  var secret = (location.hash.match(/secret=([\w-]+)/) || [])[1];
  var last = 0;

  // documentElement.scrollHeight never falls below the frame's own height: measure the body.
  function height() {
    return Math.ceil(document.body.getBoundingClientRect().height);
  }

  // The height is no secret, and the host's origin is not known here: hence "*".
  function post(message) {
    parent.postMessage(message, "*");
  }

  function tell() {
    var now = height();
    if (!now || now === last) return;
    last = now;
    post({ pollsvc: { height: now } });
    post({ sentinel: "amp", type: "embed-size", height: now });
    post({ "datawrapper-height": { pollsvc: now } });
    post(["pym", "pollsvc", "height", now].join("xPYMx"));
    if (secret) post({ message: "height", value: now, secret: secret });
  }

  function start() {
    tell();
    if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
    window.addEventListener("load", tell);
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
