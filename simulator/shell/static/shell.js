/* Makes pages quicker to use. Everything works without it: links navigate, forms post.
   Loaded in the head so that narrow screens fold their menus before the first paint. */
"use strict";
document.documentElement.classList.add("js");

const NEWS_EVERY = 10000; // milliseconds between two announcements

/* Menus and disclosures: a button with aria-expanded shows what it controls. */
function controlled(button) {
  return (button.getAttribute("aria-controls") || "").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
}

function expand(button, open) {
  button.setAttribute("aria-expanded", String(open));
  for (const part of controlled(button)) part.classList.toggle("open", open);
}

function toggleDisclosure(form, button) {
  const open = button.getAttribute("aria-expanded") !== "true";
  expand(button, open);
  for (const part of controlled(button)) part.hidden = !open;
  button.textContent = open ? button.dataset.hide : button.dataset.show;
  button.value = open ? "closed" : "open";
  const address = new URL(location.href);
  address.searchParams.set(form.dataset.disclosure, open ? "open" : "closed");
  history.replaceState(null, "", address);
}

/* Dialogs: a form with data-confirm asks once. Its dialog's button posts confirmed=yes. */
function askFirst(event, form) {
  const dialog = document.getElementById(form.dataset.confirm);
  if (!dialog || !dialog.showModal || (event.submitter && event.submitter.name === "confirmed")) return false;
  event.preventDefault();
  dialog.showModal();
  return true;
}

/* A second press of a button must not post twice. */
function postOnce(event, form) {
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.disclosure) {
    event.preventDefault();
    toggleDisclosure(form, form.querySelector("[aria-expanded]"));
  } else if (!form.dataset.confirm || !askFirst(event, form)) {
    postOnce(event, form);
  }
});

// A page that comes back from the browser's cache may post again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-menu]")) expand(button, button.getAttribute("aria-expanded") !== "true");
  if (button.dataset.opens) document.getElementById(button.dataset.opens)?.showModal();
  if (button.matches("[data-close]")) button.closest("dialog")?.close();
  if (button.matches("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][aria-expanded=true]");
  if (!menu || document.querySelector("dialog[open]")) return;
  expand(menu, false);
  menu.focus();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
  const all = event.target.closest("[data-select-all]");
  if (all) for (const box of document.getElementsByName(all.dataset.selectAll)) box.checked = all.checked;
});

/* A row of tabs wider than the screen begins at the one that is open. */
function showOpenTab(tab) {
  const place = tab.getBoundingClientRect();
  const row = tab.parentElement.getBoundingClientRect();
  tab.parentElement.scrollLeft += (place.left + place.right - row.left - row.right) / 2;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  document.querySelectorAll(".tabs > [aria-current]").forEach(showOpenTab);
});

/* Time left: counted from the strip's clock, never from this computer's. */
function leftText(seconds) {
  const minutes = Math.ceil(seconds / 60);
  const words = document.body.dataset;
  if (minutes <= 0) return words.leftNone;
  const parts = { d: Math.floor(minutes / 1440), h: Math.floor(minutes / 60) % 24, m: minutes % 60 };
  const pattern = parts.d ? words.leftDays : parts.h ? words.leftHours : words.leftMinutes;
  return pattern.replace(/\{(\w)\}/g, (_, unit) => parts[unit]);
}

function refreshTimeLeft(now) {
  for (const place of document.querySelectorAll("[data-until]")) {
    const text = leftText((Date.parse(place.dataset.until) - now) / 1000);
    if (place.textContent !== text) place.textContent = text;
  }
}

/* News: grouped, politely, at most every ten seconds. */
let waiting = [];
function announce(text) {
  if (!waiting.length) setTimeout(() => {
    document.getElementById("sim-news").textContent = waiting.join(" ");
    waiting = [];
  }, NEWS_EVERY);
  if (!waiting.includes(text)) waiting.push(text);
}

/* htmx, when it is installed: the CSRF token goes along, and the strip's poll keeps the page in time. */
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

/* A list that keeps itself up to date waits while somebody is at work in it: boxes ticked, or the keyboard inside. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const list = event.target.closest("[data-live]");
  if (list && (list.contains(document.activeElement) || list.querySelector("tbody :checked"))) event.preventDefault();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches?.("[data-live][data-news]")) announce(event.target.dataset.news);
  const clock = document.getElementById("sim-clock");
  if (!clock) return;
  refreshTimeLeft(Date.parse(clock.dataset.now));
  if (clock.dataset.news) announce(clock.dataset.news);
});
