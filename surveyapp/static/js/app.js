// What scripts add on every page; each page also works without them.
"use strict";

// A page that comes back with faults starts at their summary.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A link of the summary leads into the field itself: the first control of a group gets the focus.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  if (!control) return;
  event.preventDefault();
  target.scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
});

// Long texts: count what a person sees as one character, the same figure the server counts.
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("zh", { granularity: "grapheme" }) : null;
const graphemes = (text) => (segmenter ? Array.from(segmenter.segment(text)).length : Array.from(text).length);
for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const counter = document.getElementById(`${area.id}-count`);
  if (!counter) continue;
  const show = () => { counter.textContent = `${graphemes(area.value)} / ${area.dataset.limit}`; };
  area.addEventListener("input", show);
  show();
}

// Pages that can be printed offer the button only where it works.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
