// The intake table: a row is sent when the cursor leaves it, kept on the server while it is typed, and filled by a
// paste from a spreadsheet. A row that could not be sent is tried again and the page will not close silently on it.
const form = document.querySelector("[data-table]");
const table = form?.querySelector("table[data-grid]");
const KEEP_MS = 900;
const AGAIN_MS = 4000;
const cellsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select")];
const nameOf = (field) => field.name.replace(/^r\d+-/, "");
const isEmpty = (row) => cellsOf(row).every((field) => nameOf(field) === "tally" || !field.value.trim());
const unsent = new Set();
const busy = new Map();

const freshId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

function bodyOf(row) {
  const body = new FormData();
  for (const field of form.querySelectorAll("[name]")) {
    if (field.closest("tbody, template")) continue;
    body.append(field.name, field.value);
  }
  body.append("id", row.dataset.row);
  for (const field of cellsOf(row)) body.append(nameOf(field), field.value);
  return body;
}

function say(row, parts) {
  const fate = row.querySelector("[data-fate]");
  fate.replaceChildren(...parts.map(({ text, kind, url }) => {
    const one = document.createElement(url ? "a" : "span");
    if (url) { one.href = url; one.tabIndex = -1; }
    one.textContent = text;
    one.className = kind ?? "";
    one.dir = "auto";
    return one;
  }));
}

function count() {
  const rows = [...table.tBodies[0].rows];
  form.querySelector("[data-written]").textContent = rows.filter((row) => row.classList.contains("written")).length;
  form.querySelector("[data-waiting]").textContent =
    rows.filter((row) => !row.classList.contains("written") && !isEmpty(row)).length;
}

function answered(row, told) {
  for (const cell of row.cells) cell.classList.remove("wrong");
  for (const field of cellsOf(row)) field.removeAttribute("aria-invalid");
  for (const problem of told.problems) {
    const field = cellsOf(row).find((one) => nameOf(one) === problem.field);
    if (field) { field.closest("td").classList.add("wrong"); field.setAttribute("aria-invalid", "true"); }
  }
  row.classList.toggle("written", Boolean(told.line));
  row.classList.toggle("waiting", !told.line || told.problems.length > 0);
  say(row, [
    ...(told.line ? [{ text: `✓ ${told.line}`, url: told.url }] : []),
    ...told.problems.map((problem) => ({ text: `✕ ${problem.sentence}`, kind: "problem" })),
    ...(told.remedy ? [{ text: told.remedy, kind: "quiet" }] : []),
    ...(told.alike ? [{ text: `≈ ${told.alike}`, url: told.url }] : []),
  ]);
  if (told.problems.length) document.dispatchEvent(new CustomEvent("abrigo:say", { detail: { text: told.problems[0].sentence } }));
}

// One row has one request on its way at a time; what changed meanwhile is sent after it.
async function send(row) {
  if (isEmpty(row)) { forget(row); return; }
  if (busy.has(row)) { busy.set(row, "again"); return; }
  busy.set(row, "once");
  unsent.add(row);
  row.dataset.changed = "";
  say(row, [{ text: form.dataset.saving, kind: "quiet" }]);
  const answer = await fetch(form.dataset.rowUrl, { method: "POST", body: bodyOf(row) }).catch(() => null);
  const told = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
  const again = busy.get(row) === "again";
  busy.delete(row);
  if (told) { unsent.delete(row); answered(row, told); } else {
    row.classList.add("waiting");
    say(row, [{ text: `▲ ${form.dataset.unsent}`, kind: "problem" }]);
    setTimeout(() => send(row), AGAIN_MS);
  }
  count();
  if (again) await send(row);
}

function keepNow(row) {
  const body = bodyOf(row);
  body.append("draft", "1");
  fetch(form.dataset.rowUrl, { method: "POST", body }).catch(() => null);
}

const keeping = new WeakMap();
function keep(row) {
  clearTimeout(keeping.get(row));
  keeping.set(row, setTimeout(() => {
    if (row.dataset.changed === "yes" && !row.classList.contains("written")) keepNow(row);
  }, KEEP_MS));
}

// A row emptied before it was written was a slip: the server forgets it too.
function forget(row) {
  unsent.delete(row);
  if (row.classList.contains("written")) return;
  row.dataset.changed = "";
  row.classList.remove("waiting");
  for (const cell of row.cells) cell.classList.remove("wrong");
  say(row, []);
  keepNow(row);
  count();
}

function addLine() {
  form.querySelector("[data-add-line]").click();
  return table.tBodies[0].rows[table.tBodies[0].rows.length - 1];
}

function put(field, text) {
  if (field.tagName !== "SELECT") { field.value = text; return true; }
  const plain = text.trim().toLowerCase();
  const option = [...field.options].find((one) => one.value === plain || one.textContent.trim().toLowerCase() === plain
    || (one.dataset.words ?? "").split(" ").includes(plain));
  if (option) field.value = option.value;
  return Boolean(option) || !plain;
}

async function paste(start, lines) {
  let row = start.closest("tr");
  const column = cellsOf(row).indexOf(start);
  const filled = [];
  for (const line of lines) {
    const unread = [];
    line.split("\t").forEach((text, n) => {
      const field = cellsOf(row)[column + n];
      if (field && !put(field, text.trim())) unread.push({ field, text: text.trim() });
    });
    row.dataset.changed = "yes";
    filled.push({ row, unread });
    row = row.nextElementSibling ?? addLine();
  }
  for (const { row: done, unread } of filled) {
    await send(done);
    for (const { field, text } of unread) {
      field.closest("td").classList.add("wrong");
      const note = document.createElement("span");
      note.className = "problem";
      note.textContent = `✕ «${text}»: ${form.dataset.unread}`;
      done.querySelector("[data-fate]").append(note);
    }
  }
  start.focus();
}

if (table) {
  table.addEventListener("abrigo:line", (event) => {
    const { row } = event.detail;
    row.dataset.row = freshId();
    row.querySelector("input[type=hidden]").value = row.dataset.row;
  });
  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    row.dataset.changed = "yes";
    keep(row);
  });
  table.addEventListener("change", (event) => { event.target.closest("tr").dataset.changed = "yes"; });
  table.addEventListener("focusout", (event) => {
    const row = event.target.closest("tr");
    if (!row || row.contains(event.relatedTarget) || row.dataset.changed !== "yes") return;
    send(row);
  });
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row || event.key !== "Tab" || event.shiftKey || row.nextElementSibling) return;
    if (cellsOf(row).at(-1) === event.target) { event.preventDefault(); addLine(); }
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trimEnd()) || !event.target.matches("input, select")) return;
    event.preventDefault();
    paste(event.target, text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n"));
  });
  addEventListener("beforeunload", (event) => { if (unsent.size) event.preventDefault(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); [...table.tBodies[0].rows].forEach(send); });
  // Rows that waited through a reload are tried again when the cursor passes them, and then say what is wrong.
  for (const row of table.querySelectorAll("tr.waiting")) row.dataset.changed = "yes";
  const first = [...table.tBodies[0].rows].find(isEmpty);
  if (form.elements.place.value) first?.querySelector("input:not([type=hidden])").focus();
  else form.elements.place.focus();
}
