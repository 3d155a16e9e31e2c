/* Guided mode: outlines the control the next step uses, or else what leads to its page: a link, the menu that holds it,
   at last the coach's own link. Watch mode: takes the next step after some seconds, unless it is paused. Pages work
   without it. */
(function () {
  "use strict";
  var example = document.querySelector("form[data-plays]");
  if (example) { setTimeout(function () { if (!document.hidden) { example.requestSubmit(); } }, 1000 * Number(example.dataset.plays)); }
  var told = document.querySelector("[data-points-control]");
  if (!told) return;
  var page = told.dataset.pointsPage, control = told.dataset.pointsControl;
  var target = new URL(page || location.href, location.href);
  var isHere = target.pathname === location.pathname && (!target.search || target.search === location.search);
  function shows(one) { return one.getClientRects().length > 0; }
  function isOutside(one) { return !one.closest("#coach-panel"); }
  function isNamed(one) { return one.textContent.trim().indexOf(control) === 0; }
  function leads(search) {
    return function (one) { var to = new URL(one.href); return to.pathname === target.pathname && to.search === search; };
  }
  function all(selector, fits) { return Array.prototype.filter.call(document.querySelectorAll(selector), function (one) { return isOutside(one) && fits(one); }); }
  function first(selector, fits) { return all(selector, fits).filter(shows)[0]; }
  function opener(link) {
    var place = link && link.closest("[id]");
    while (place) {
      var button = document.querySelector('[aria-controls~="' + place.id + '"]');
      if (button && shows(button)) return button;
      place = place.parentElement && place.parentElement.closest("[id]");
    }
    return null;
  }
  function point() {
    var found = control && (!page || target.pathname === location.pathname) ? first("main button, .strip button, main a.btn", isNamed) || (!page && first("button", isNamed)) : null;
    if (!found && page && !isHere) {
      found = first("a[href]", leads(target.search)) || first("a[href]", leads("")) ||
        opener(all("a[href]", leads(""))[0]) || document.querySelector("#coach-panel a[data-opens]");
    }
    document.querySelectorAll(".pointed").forEach(function (one) { if (one !== found) one.classList.remove("pointed"); });
    if (found) { found.classList.add("pointed"); }
  }
  point();
  // What was hidden in a menu may be seen now.
  document.addEventListener("click", function () { setTimeout(point, 0); });
})();
