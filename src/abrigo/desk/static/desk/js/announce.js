// Says things without a sound: a line for screen readers, a slip on the screen, a count in the tab's title.
// Anyone may say: document.dispatchEvent(new CustomEvent("abrigo:say", {detail: {text, urgent}})).
// An htmx answer may carry the header HX-Trigger: {"abrigo:say": {"text": "..."}}.
const polite = document.getElementById("said");
const urgent = document.getElementById("said-at-once");
const slips = document.querySelector(".toasts");
const title = document.title;
const STAYS_MS = 12000;

function say({ text, urgent: atOnce = false }) {
  if (!text) return;
  const region = atOnce ? urgent : polite;
  if (region) { region.textContent = ""; requestAnimationFrame(() => { region.textContent = text; }); }
  const pattern = document.getElementById("toast");
  if (!slips || !pattern) return;
  const slip = pattern.content.firstElementChild.cloneNode(true);
  slip.querySelector("[data-text]").textContent = text;
  slip.querySelector("button").addEventListener("click", () => slip.remove());
  slips.append(slip);
  if (!atOnce) setTimeout(() => { if (!slip.matches(":hover, :focus-within")) slip.remove(); }, STAYS_MS);
}

// A wall screen nobody is looking at: the tab tells how many are unaccounted, and a change is said aloud once.
let before = null;
function watch() {
  const number = document.querySelector("[data-watch-unaccounted]");
  if (!number) return;
  const n = Number(number.dataset.watchUnaccounted);
  document.title = n > 0 ? `(${n}) ${title}` : title;
  if (before !== null && n !== before) say({ text: number.dataset.sentence || String(n), urgent: n > before });
  before = n;
}

document.addEventListener("abrigo:say", (event) => say(event.detail ?? {}));
document.addEventListener("htmx:after:swap", watch);
watch();
