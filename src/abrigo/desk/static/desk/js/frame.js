// The frame: light or dark, the language menu, the thumb's "more", the wall view, copy, print and scanners.
const root = document.documentElement;

document.addEventListener("click", (event) => {
  const press = (name) => event.target.closest?.(`[data-${name}]`);
  if (press("theme-switch")) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("abrigo-theme", root.dataset.theme); } catch { /* holds for this page only */ }
  }
  const more = press("more");
  if (more) {
    const open = root.classList.toggle("more-open");
    more.setAttribute("aria-expanded", String(open));
  }
  if (press("wall")) document.body.classList.toggle("wall");
  if (press("print")) print();
  const copy = press("copy");
  if (copy) navigator.clipboard?.writeText(document.getElementById(copy.dataset.copy)?.textContent.trim() ?? "");
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("select[data-go]")) event.target.form.requestSubmit();
});

// A hand scanner types fast and ends with Enter: in a band field that means "next field", not "send the form".
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("input[data-band]") || event.target.closest("[data-grid]")) return;
  if (event.target.dataset.band === "send") return;
  event.preventDefault();
  const fields = [...event.target.form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});

// Errors first: after a refused form the reader starts at the list of what is wrong.
function toErrors() { document.querySelector("[data-focus-first]")?.focus(); }
document.addEventListener("htmx:after:swap", toErrors);
toErrors();

// Paper: the minute and the checkpoint go into the margin of every printed page.
const foot = document.querySelector("[data-print-foot]")?.dataset.printFoot;
if (foot) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { @bottom-left { content: ${JSON.stringify(foot)}; font: 9pt sans-serif; white-space: nowrap; } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
