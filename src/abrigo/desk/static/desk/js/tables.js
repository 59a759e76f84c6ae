// Small tables sort and filter in place: <table data-sortable>, <th><button>..</button></th>,
// <input type="search" data-filter="ID of a table or list">. Long ones do it on the server with the same looks.
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g, "").toLowerCase();
const value = (row, column) => row.cells[column]?.dataset.sort ?? row.cells[column]?.textContent.trim() ?? "";

document.addEventListener("click", (event) => {
  const heading = event.target.closest("table[data-sortable] th button")?.closest("th");
  if (!heading) return;
  const table = heading.closest("table");
  const order = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", order);
  const turn = order === "ascending" ? 1 : -1;
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" }).compare;
  const rows = [...table.tBodies[0].rows].sort((a, b) => turn * compare(value(a, heading.cellIndex), value(b, heading.cellIndex)));
  table.tBodies[0].append(...rows);
});

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-filter]");
  const list = box && document.getElementById(box.dataset.filter);
  if (!list) return;
  const wanted = fold(box.value).split(/\s+/).filter(Boolean);
  const lines = list.tBodies ? [...list.tBodies[0].rows] : [...list.children];
  let shown = 0;
  for (const line of lines) {
    const text = fold(line.textContent);
    line.hidden = !wanted.every((part) => text.includes(part));
    if (!line.hidden) shown += 1;
  }
  const told = document.querySelector(`[data-filtered="${CSS.escape(list.id)}"]`);
  if (told) told.textContent = `${shown} / ${lines.length}`;
});
