/* Guided mode: outlines the control the next step uses, or the link that leads to its page. Watch mode: takes the next
   step after some seconds, unless it is paused. Pages work without it. */
(function () {
  "use strict";
  var example = document.querySelector("form[data-plays]");
  if (example) { setTimeout(function () { if (!document.hidden) { example.requestSubmit(); } }, 1000 * Number(example.dataset.plays)); }
  var told = document.querySelector("[data-points-control]");
  if (!told) return;
  var page = told.dataset.pointsPage, control = told.dataset.pointsControl;
  var path = page ? new URL(page, location.href).pathname : location.pathname;
  function visible(one) { return one.getClientRects().length > 0 && !one.closest(".coach"); }
  function named(one) { return one.textContent.trim().indexOf(control) === 0; }
  function find(selector, fits) { return Array.prototype.find.call(document.querySelectorAll(selector), function (one) { return visible(one) && fits(one); }); }
  var found = (path === location.pathname && control && find("main button, .strip button, main a.btn", named)) ||
    (page && find("a[href]", function (one) { return new URL(one.href).pathname === path && path !== location.pathname; })) ||
    (!page && control && find("button", named));
  if (found) { found.classList.add("pointed"); }
})();
