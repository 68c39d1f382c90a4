// On the host's page: puts a poll right after its own script tag and keeps it as high
// as its content.
//   <script src="https://polls.example/embed.js" data-poll="slug" data-lang="fr" async></script>
(function () {
  "use strict";

  // With several polls on a page, "async" scripts run in any order, so the first tag
  // not yet done is taken when the browser does not say which one runs.
  function ownTag() {
    var current = document.currentScript;
    if (current && current.hasAttribute("data-poll")) return current;
    return document.querySelector('script[data-poll][src*="/embed.js"]:not([data-done])');
  }

  var tag = ownTag();
  if (!tag || tag.hasAttribute("data-done")) return;
  tag.setAttribute("data-done", "");

  var service = new URL(tag.src, location.href).origin;
  var slug = encodeURIComponent(tag.getAttribute("data-poll"));
  var language = tag.getAttribute("data-lang");
  var question = tag.getAttribute("data-question");
  var query = [["lang", language], ["question", question]]
    .filter(function (pair) { return pair[1]; })
    .map(function (pair) { return pair[0] + "=" + encodeURIComponent(pair[1]); })
    .join("&");

  var frame = document.createElement("iframe");
  frame.title = tag.getAttribute("data-title") || "Reader poll";
  frame.setAttribute("loading", "lazy");
  frame.setAttribute("width", "100%");
  frame.setAttribute("height", tag.getAttribute("data-height") || "600");
  frame.style.border = "0";
  frame.style.display = "block";
  frame.src = service + "/embed/" + slug + (query && "?" + query);

  window.addEventListener("message", function (event) {
    if (event.origin !== service || event.source !== frame.contentWindow) return;
    var said = event.data && event.data.pollsvc;
    var height = said && Number(said.height);
    if (height > 0 && height < 20000) frame.setAttribute("height", String(Math.ceil(height)));
  });

  tag.parentNode.insertBefore(frame, tag.nextSibling);
})();
