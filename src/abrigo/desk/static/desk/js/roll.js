// Calling a roll by keyboard: type digits to jump to a band, Y for here, N for not here, arrows to move.
// After an answer the next child still to answer takes the focus, so that nobody is passed over.
const roll = () => document.querySelector("[data-roll]");
let digits = "";
let since = 0;
const PAUSE_MS = 1200;
const calls = () => [...(roll()?.querySelectorAll("[data-call]") ?? [])].filter((call) => call.getClientRects().length > 0);
const first = (call) => call?.querySelector("button, a[href], input:not([type=hidden])");

function toBand(key, at) {
  digits = at - since < PAUSE_MS ? digits + key : key;
  since = at;
  const found = calls().find((call) => call.dataset.call === digits) ?? calls().find((call) => call.dataset.call.replace(/^\D*0*/, "").startsWith(digits.replace(/^0+/, "")));
  if (found) { first(found)?.focus(); found.scrollIntoView({ block: "center" }); }
}

document.addEventListener("keydown", (event) => {
  if (!roll() || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (/^[0-9]$/.test(event.key)) { toBand(event.key, event.timeStamp); return; }
  const call = event.target.closest?.("[data-call]");
  if (!call) return;
  const all = calls();
  const answer = { y: "here", s: "here", n: "not-here" }[event.key.toLowerCase()];
  if (answer) {
    event.preventDefault();
    event.stopImmediatePropagation();
    call.querySelector(`button[value="${answer}"]`)?.click();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); first(all[all.indexOf(call) + step])?.focus(); }
}, true);

document.addEventListener("htmx:after:swap", () => {
  if (roll()?.dataset.roll === "calling" && document.activeElement === document.body) first(calls().find((call) => !call.classList.contains("answered")))?.focus();
});
