// A respondent's page: every tap is kept on the server at once. Without scripts the page is kept
// when it is left. What the server has not confirmed waits in this tab, and the page says so.
"use strict";

const form = document.getElementById("sheet");
const sign = document.getElementById("saved");
const store = `unsaved:${location.pathname}`;
const RETRY_MS = 10000;
let waiting = false;
let running = false;
let timer = 0;

const answers = () => Array.from(new FormData(form)).filter(([name]) => !name.startsWith("_") && name !== "csrf_token");

function say(kind, words) {
  sign.className = `saved saved--${kind}`;
  sign.lastElementChild.textContent = words;
}

function remember() {
  try { sessionStorage.setItem(store, JSON.stringify(answers())); } catch { /* a full store keeps nothing more */ }
}

function forget() {
  try { sessionStorage.removeItem(store); } catch { /* no store, nothing to forget */ }
}

// A reload or a way back before the server answered: what was tapped is still in this tab.
function bringBack() {
  let kept = [];
  try { kept = JSON.parse(sessionStorage.getItem(store) || "[]"); } catch { return false; }
  for (const [name, value] of kept) {
    const controls = form.elements.namedItem(name);
    if (controls instanceof RadioNodeList) controls.value = value;
    else if (controls) controls.value = value;
  }
  return kept.length > 0;
}

// What was tapped while an answer was under way goes right after it; a failure waits a little.
async function save({ isLeaving = false } = {}) {
  if (running) return;
  running = true;
  waiting = false;
  const body = new URLSearchParams(new FormData(form));
  body.set("_action", "keep");
  let pause = 0;
  try {
    const answer = await fetch(form.action, { method: "POST", body, keepalive: isLeaving });
    if (!answer.ok) throw new Error(String(answer.status));
    const { saved, stamp, refused } = await answer.json();
    form.elements._stamp.value = stamp;
    if (refused.length > 0) {
      say("failed", sign.dataset.refused);
    } else if (!waiting) {
      say("done", sign.dataset.saved.replace("{time}", saved));
      forget();
    }
  } catch {
    waiting = true;
    pause = RETRY_MS;
    say("failed", sign.dataset.failed);
  }
  running = false;
  if (waiting) timer = setTimeout(save, pause);
}

function later(delay) {
  waiting = true;
  say("now", sign.dataset.saving);
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

// Whoever came to another page left the one before it kept on the server.
try {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("unsaved:") && key !== store) sessionStorage.removeItem(key);
  }
} catch { /* no store, nothing to forget */ }

if (form && sign) {
  form.addEventListener("input", (event) => {
    remember();
    later(event.target.matches("textarea") ? 1500 : 250);
  });
  // Whoever leaves right after a tap has it sent on the way out.
  document.addEventListener("visibilitychange", () => { if (waiting && document.hidden) save({ isLeaving: true }); });
  window.addEventListener("online", () => { if (waiting) later(0); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (navigator.onLine) return;
    event.preventDefault();
    waiting = true;
    say("failed", sign.dataset.failed);
  });
  if (bringBack()) later(0);
}
