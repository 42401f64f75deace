// What scripts add to the session sheet: it saves itself, and gives room for one more quote.
// Without them every button does the same by itself.
"use strict";

const sheet = document.querySelector("form[data-autosave]");
const saved = document.getElementById("saved");
const PAUSE = 1500; // milliseconds after the last key
const AGAIN = 5000; // milliseconds until the next try without a network

const say = (words, state) => {
  saved.textContent = words;
  saved.className = state ? `saved saved--${state}` : "saved";
};

const content = () => {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(sheet)) {
    if (name !== "csrf_token" && name !== "seen") fields.append(name, value);
  }
  return fields.toString();
};

let timer = null;
let under_way = null;
let last = content();

const send = async () => {
  const sending = content();
  if (sending === last) return;
  say(saved.dataset.saving);
  try {
    const answer = await fetch(sheet.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(sheet)),
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    const told = await answer.json();
    if (answer.ok) {
      sheet.elements.seen.value = told.seen;
      last = sending;
    }
    say(told.words, answer.ok ? "done" : "failed");
    if (answer.ok && content() !== last) later(PAUSE);
  } catch {
    say(saved.dataset.failed, "failed");
    later(AGAIN);
  }
};

const save = () => {
  clearTimeout(timer);
  under_way ??= send().finally(() => { under_way = null; });
  return under_way;
};

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

sheet.addEventListener("input", () => {
  if (!under_way) say(saved.dataset.dirty);
  later(PAUSE);
});
window.addEventListener("online", () => later(0));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});

// A button waits for a save that is under way: its answer says what this page has seen.
sheet.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (!under_way) return;
  event.preventDefault();
  under_way.then(() => { clearTimeout(timer); sheet.requestSubmit(event.submitter); });
});

// One more quote, without leaving the page.
const add = document.querySelector("[data-add-quote]");
add?.addEventListener("click", (event) => {
  const quotes = [...document.querySelectorAll(".quote")];
  const most = Number(document.getElementById("quotes").dataset.most);
  const number = quotes.length;
  if (!number || number >= most) return;
  event.preventDefault();
  const more = quotes[number - 1].cloneNode(true);
  more.classList.remove("field--error");
  more.querySelector(".error")?.remove();
  const area = more.querySelector("textarea");
  const label = more.querySelector("label");
  area.value = "";
  area.id = area.name = `quotes-${number}`;
  area.removeAttribute("aria-describedby");
  area.removeAttribute("aria-invalid");
  label.htmlFor = area.id;
  label.textContent = label.dataset.quoteLabel.replace("{number}", String(number + 1));
  quotes[number - 1].after(more);
  if (number + 1 >= most) add.hidden = true;
  area.focus();
});
