// Choosing people: <div data-pick> with a band field, a filter, groups with "tick all", and how many are ticked.
// A band typed or scanned with Enter ticks its wearer; typed again it says so and leaves the tick.
const boxes = (pick) => [...pick.querySelectorAll('input[type="checkbox"][name="people"]')];
const shown = (box) => !box.closest("li").hidden;
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g, "").toLowerCase();
const number = (band) => { const found = band.match(/\d+/g); return found ? Number(found.at(-1)) : null; };
const say = (text, urgent = false) => document.dispatchEvent(new CustomEvent("abrigo:say", { detail: { text, urgent } }));

function count(pick) {
  const all = boxes(pick);
  const ticked = all.filter((box) => box.checked).length;
  pick.querySelector("[data-picked]").textContent = String(ticked);
  for (const told of pick.closest("form").querySelectorAll("[data-how-many]")) told.textContent = ticked ? String(ticked) : "";
  for (const group of pick.querySelectorAll("[data-group]")) {
    const own = boxes(group).filter(shown);
    const button = group.querySelector("[data-pick-all]");
    const every = own.length > 0 && own.every((box) => box.checked);
    if (button) button.firstChild.textContent = every ? button.dataset.none : button.dataset.all;
  }
}

function wearer(pick, typed) {
  const plain = typed.trim().toUpperCase();
  const exact = boxes(pick).filter((box) => box.dataset.band.toUpperCase() === plain);
  if (exact.length || !/^\d+$/.test(plain)) return exact;
  return boxes(pick).filter((box) => number(box.dataset.band) === Number(plain));
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches?.("[data-pick-band], [data-pick-filter]")) return;
  event.preventDefault();
  if (field.matches("[data-pick-filter]") || !field.value.trim()) return;
  const pick = field.closest("[data-pick]");
  const found = wearer(pick, field.value);
  if (found.length !== 1) { say(found.length ? field.dataset.two : field.dataset.nobody, true); field.select(); return; }
  found[0].checked = true;
  const line = found[0].closest("li");
  line.hidden = false;
  line.scrollIntoView({ block: "nearest" });
  const polite = document.getElementById("said");
  if (polite) polite.textContent = `✓ ${line.textContent.trim().replace(/\s+/g, " ")}`;
  field.value = "";
  count(pick);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-pick-all]");
  if (!button) return;
  const own = boxes(button.closest("[data-group]")).filter(shown);
  const tick = !own.every((box) => box.checked);
  for (const box of own) box.checked = tick;
  count(button.closest("[data-pick]"));
});

document.addEventListener("change", (event) => {
  const pick = event.target.closest?.("[data-pick]");
  if (pick) count(pick);
});

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-pick-filter]")) return;
  const pick = event.target.closest("[data-pick]");
  const wanted = fold(event.target.value).split(/\s+/).filter(Boolean);
  for (const box of boxes(pick)) {
    const line = box.closest("li");
    const text = fold(line.textContent);
    line.hidden = !wanted.every((part) => text.includes(part));
  }
  for (const group of pick.querySelectorAll("[data-group]")) group.hidden = !boxes(group).some(shown);
  count(pick);
});

for (const pick of document.querySelectorAll("[data-pick]")) count(pick);
document.addEventListener("htmx:after:swap", () => { for (const pick of document.querySelectorAll("[data-pick]")) count(pick); });
