// The batch grid: <table data-grid> with one field per cell. Enter goes down (and adds a line at the end from
// the table's <template data-line>), Ctrl+arrows move, Alt+D copies the field above. Two people, 160 children,
// no mouse.
const cells = (row) => [...row.querySelectorAll("input, select, textarea, button")].filter((field) => field.type !== "hidden");

function addLine(table) {
  const pattern = table.querySelector("template[data-line]");
  if (!pattern) return null;
  const body = table.tBodies[0];
  const index = body.rows.length;
  const row = pattern.content.firstElementChild.cloneNode(true);
  for (const field of row.querySelectorAll("*")) {
    for (const name of ["name", "id", "for", "aria-label", "aria-describedby"]) {
      const value = field.getAttribute(name);
      if (value) field.setAttribute(name, value.replaceAll("__n__", String(index)).replaceAll("__line__", String(index + 1)));
    }
    if (field.matches("[data-line-number]")) field.textContent = String(index + 1);
  }
  body.append(row);
  table.dispatchEvent(new CustomEvent("abrigo:line", { bubbles: true, detail: { row, index } }));
  globalThis.htmx?.process(row);
  return row;
}

function go(table, field, down, across) {
  const row = field.closest("tr");
  const rows = [...table.tBodies[0].rows];
  const column = cells(row).indexOf(field);
  let target = rows[rows.indexOf(row) + down];
  if (!target && down > 0) target = addLine(table);
  const next = target && cells(target)[Math.max(0, Math.min(column + across, cells(target).length - 1))];
  if (!next) return false;
  next.focus();
  next.select?.();
  return true;
}

document.addEventListener("keydown", (event) => {
  const table = event.target.closest?.("table[data-grid]");
  if (!table || !event.target.closest("tbody")) return;
  const field = event.target;
  const forward = getComputedStyle(table).direction === "rtl" ? -1 : 1;
  let done = false;
  if (event.key === "Enter" && field.tagName !== "BUTTON") done = go(table, field, event.shiftKey ? -1 : 1, event.ctrlKey ? -99 : 0) || true;
  else if (event.ctrlKey && event.key === "ArrowDown") done = go(table, field, 1, 0);
  else if (event.ctrlKey && event.key === "ArrowUp") done = go(table, field, -1, 0);
  else if (event.ctrlKey && event.key === "ArrowRight") done = go(table, field, 0, forward);
  else if (event.ctrlKey && event.key === "ArrowLeft") done = go(table, field, 0, -forward);
  else if (event.altKey && event.key.toLowerCase() === "d") {
    const row = field.closest("tr");
    const above = row.previousElementSibling && cells(row.previousElementSibling)[cells(row).indexOf(field)];
    if (above && field.name) { field.value = above.value; field.dispatchEvent(new Event("change", { bubbles: true })); }
    done = true;
  }
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-line]");
  const table = button && document.getElementById(button.dataset.addLine);
  if (table) cells(addLine(table))[0]?.focus();
});
