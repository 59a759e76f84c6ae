// The incident room. Declaring somebody missing asks once more, by name; everything else is one tap.
const form = () => document.getElementById("room-form");
// When a name leaves the list the next one slides under the same thumb: the second half of a double tap is nobody's.
const JUMP_MS = 450;
let jumped = -JUMP_MS;

window.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target !== form() || !button?.dataset.whom) return;
  if (performance.now() - jumped < JUMP_MS && !button.matches(":focus-visible")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const missing = event.target.querySelector("#mode-missing:checked");
  if (missing) button.dataset.confirm = event.target.dataset.missing.replace("{}", button.dataset.whom.trim());
  else delete button.dataset.confirm;
}, true);

// The tab tells how many are left, also while nobody looks at it.
const title = document.title.replace(/^\(\d+\)\s*/, "");
document.addEventListener("htmx:after:swap", () => {
  jumped = performance.now();
  const left = document.getElementById("room-count")?.dataset.left;
  if (left !== undefined) document.title = `(${left}) ${title}`;
});
