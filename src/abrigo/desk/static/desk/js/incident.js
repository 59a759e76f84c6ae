// The incident room. Declaring somebody missing asks once more, by name; everything else is one tap.
const form = () => document.getElementById("room-form");
const mode = () => form()?.querySelector("[name=mode]:checked")?.value;
const whom = (button) => [".band:not(.none)", ".name"].map((part) => [...(button.closest("li").querySelector(part)?.childNodes ?? [])].at(-1)?.textContent).filter(Boolean).join(" ");
// When a name leaves the list the next one slides under the same thumb: the second half of a double tap is nobody's.
const JUMP_MS = 450;
let jumped = -JUMP_MS;

window.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target !== form() || button?.name !== "person") return;
  if (performance.now() - jumped < JUMP_MS && !button.matches(":focus-visible")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (mode() === "missing") button.dataset.confirm = event.target.dataset.ask.replace("{}", whom(button));
  else delete button.dataset.confirm;
}, true);

// Each button says what it will write; without this script it says only that it writes.
function label() {
  const said = form()?.dataset[mode()];
  if (said) for (const word of form().querySelectorAll("button[name=person] > span:first-child")) word.textContent = said;
}

document.addEventListener("change", (event) => { if (event.target.name === "mode") label(); });
label();

// The tab tells how many are left, also while nobody looks at it.
const title = document.title.replace(/^\(\d+\)\s*/, "");
document.addEventListener("htmx:after:swap", () => {
  jumped = performance.now();
  label();
  const left = document.getElementById("room-count")?.dataset.left;
  if (left !== undefined) document.title = `(${left}) ${title}`;
});
