// Keyboard: data-key="b" on a link or button makes that key press it; "/" goes to search; "?" lists the keys.
//
// Single letters can collide with speech input, so the list has a switch that turns them off for good.
const box = document.getElementById("keys");
const OFF = "abrigo-keys-off";
const off = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
const visible = (element) => element.getClientRects().length > 0;

function list() {
  const rows = box.querySelector("[data-list]");
  rows.replaceChildren();
  for (const target of document.querySelectorAll("[data-key]")) {
    const line = document.createElement("tr");
    const key = document.createElement("td");
    const mark = document.createElement("kbd");
    mark.textContent = target.dataset.key;
    key.append(mark);
    const said = document.createElement("td");
    said.textContent = (target.getAttribute("aria-label") || target.textContent).trim().replace(/\s+/g, " ");
    line.append(key, said);
    rows.append(line);
  }
  box.querySelector("[data-off]").checked = off();
  box.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?" && box) { event.preventDefault(); list(); return; }
  if (off()) return;
  const wanted = event.key === "/" ? document.querySelector("[type=search]") : null;
  if (wanted) { event.preventDefault(); wanted.focus(); return; }
  if (event.key.length !== 1) return;
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((one) => visible(one) || one.closest(".rest"));
  if (!target) return;
  event.preventDefault();
  if (typing(target)) target.focus(); else target.click();
});

box?.querySelector("[data-off]").addEventListener("change", (event) => {
  try { localStorage.setItem(OFF, event.target.checked ? "yes" : "no"); } catch { /* forgets, and that is all */ }
});
for (const button of document.querySelectorAll("[data-show-keys]")) button.addEventListener("click", list);
