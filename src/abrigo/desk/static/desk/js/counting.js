// Counting under the thumb: a tap answers at once, goes out when the network lets it, and can be taken back.
//
// Nothing here decides anything: the server keeps every answer as a line of its own. A tap carries its own id and
// minute, so that a bad network may repeat it without counting a child twice or moving the hour she was seen.
const form = document.querySelector("form[data-counting]");
const EVERY_MS = 3000;
const opened = performance.now();
const told = Date.parse(document.documentElement.dataset.now || "") || Date.now();
const LETTERS = { ".": "left", h: "here", n: "not-here", e: "elsewhere" };
const lists = Object.fromEntries([...(form?.querySelectorAll("[data-list]") ?? [])].map((list) => [list.dataset.list, list]));
const tiles = new Map([...(form?.querySelectorAll("li[data-i]") ?? [])].map((tile) => [Number(tile.dataset.i), tile]));
const said = new Map(); // what this page last answered, until the server says the same
const unsent = [];
let pos = form?.dataset.pos;
let sending = false;
let last = null;

const field = form?.querySelector("#id_band");
const find = (name) => form.querySelector(`[data-${name}]`);
const words = (name, what) => (form.dataset[name] || "{}").replace("{}", what);
const called = (tile) => [tile.dataset.band, tile.querySelector(".name")?.textContent].filter(Boolean).join(" ");
const answerOf = (tile) => tile.closest("[data-list]")?.dataset.list ?? tile.dataset.answer ?? "left";

function tell(text) { const line = find("told"); if (line) line.textContent = text; }

function place(tile, answer) {
  tile.dataset.answer = answer;
  const list = lists[answer];
  if (!list || tile.parentElement === list || tile.closest(".again")) return;
  const n = Number(tile.dataset.n);
  const after = [...list.children].find((other) => Number(other.dataset.n) > n);
  list.insertBefore(tile, after ?? null);
}

function numbers() {
  const count = { left: 0, here: 0, "not-here": 0, elsewhere: 0 };
  for (const tile of tiles.values()) count[answerOf(tile)] += 1;
  find("left").textContent = count.left;
  for (const n of form.querySelectorAll("[data-here]")) n.textContent = count.here;
  find("not-here").textContent = count["not-here"];
  find("bar").value = tiles.size - count.left;
  find("all-answered").hidden = count.left > 0;
  const waiting = find("unsent");
  if (waiting) { waiting.hidden = unsent.length === 0 || !waiting.dataset.away; waiting.textContent = words("waiting", unsent.length); }
}

function take(state) {
  if (state.turn && state.turn !== form.dataset.turn) { location.reload(); return; }
  pos = String(state.pos);
  [...state.marks].forEach((letter, i) => {
    const tile = tiles.get(i);
    if (!tile || said.has(i)) return;
    if (answerOf(tile) !== LETTERS[letter]) place(tile, LETTERS[letter]);
  });
  numbers();
}

async function send() {
  if (sending || !unsent.length) return;
  sending = true;
  const waiting = find("unsent");
  while (unsent.length) {
    const one = unsent[0];
    try {
      const reply = await fetch(form.action, { method: "POST", body: one.body, headers: { Accept: "application/json" } });
      if (reply.redirected || ![200, 422].includes(reply.status)) throw new Error(String(reply.status));
      const state = await reply.json();
      unsent.shift();
      if (!unsent.some((other) => other.i === one.i)) said.delete(one.i);
      if (waiting) delete waiting.dataset.away;
      if (state.refusal) { tell(`${state.refusal.sentence} ${state.refusal.remedy}`); document.dispatchEvent(new CustomEvent("abrigo:say", { detail: { text: state.refusal.sentence, urgent: true } })); }
      if (!unsent.length) take(state);
    } catch {
      if (waiting) waiting.dataset.away = "yes";
      numbers();
      setTimeout(() => { sending = false; send(); }, EVERY_MS);
      return;
    }
  }
  sending = false;
  numbers();
}

function answer(tile, present, quietly) {
  const i = Number(tile.dataset.i);
  const before = answerOf(tile);
  const button = tile.querySelector(present ? "[name=here]" : "[name=not_here]");
  const next = tile.nextElementSibling ?? tile.previousElementSibling;
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "counter"]) body.set(name, form.elements[name].value);
  body.set("how", form.elements.how?.value || "band");
  body.set("id", crypto.randomUUID?.().replaceAll("-", "") ?? `${performance.now()}-${Math.random()}`.slice(0, 32));
  body.set("at", new Date(told + performance.now() - opened).toISOString());
  body.set("medium", matchMedia("(pointer: coarse)").matches ? "phone" : "screen");
  body.set(button.name, button.value);
  const held = tile.contains(document.activeElement);
  said.set(i, present);
  unsent.push({ i, body });
  place(tile, present ? "here" : "not-here");
  if (held) next?.querySelector("button")?.focus({ preventScroll: true });
  last = { tile, present };
  const row = find("undo-row");
  if (row) { row.hidden = !present; find("undo-whom").textContent = called(tile); }
  if (!quietly) tell(words(present ? "seen" : "marked", called(tile)));
  if (before !== answerOf(tile) || tile.closest(".again")) { tile.classList.add("just"); setTimeout(() => tile.classList.remove("just"), 1500); }
  numbers();
  send();
}

function typed() {
  const text = field.value.trim().toUpperCase();
  const present = !text.endsWith("-");
  const band = present ? text : text.slice(0, -1);
  if (!band) return;
  const all = [...tiles.values()].filter((tile) => tile.querySelector("[name=here]"));
  let found = all.filter((tile) => tile.dataset.band === band);
  if (!found.length && /^\d+$/.test(band)) found = all.filter((tile) => tile.dataset.digits && tile.dataset.digits === band.replace(/^0+/, ""));
  field.select();
  if (found.length === 1) { answer(found[0], present); field.value = ""; return; }
  tell(found.length ? words("several", found.map((tile) => tile.dataset.band).join(", ")) : words("nobody", band));
}

async function refresh() {
  try {
    const reply = await fetch(`${form.dataset.live}&since=${pos}`, { headers: { Accept: "application/json" } });
    if (reply.status === 200 && !reply.redirected) take(await reply.json());
  } catch { /* the next turn asks again; taps keep their own queue */ }
}

function move(step, from) {
  const all = [...form.querySelectorAll("li[data-i]:not([hidden]) [name=here]")].filter((button) => button.getClientRects().length);
  const at = all.indexOf(from);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const tile = event.submitter?.closest("li[data-i]");
    if (tile) answer(tile, event.submitter.name === "here"); else if (field) typed();
  });
  find("undo")?.addEventListener("click", () => {
    if (!last) return;
    answer(last.tile, !last.present, true);
    tell(words("took", called(last.tile)));
  });
  form.querySelector("[data-unit-choice]")?.addEventListener("change", (event) => {
    for (const tile of tiles.values()) tile.hidden = event.target.value !== "" && tile.dataset.unit !== event.target.value;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const button = event.target.closest?.("li[data-i] button");
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (button && steps[event.key]) {
      event.preventDefault();
      const turned = document.documentElement.dir === "rtl" && /Left|Right/.test(event.key);
      move(turned ? -steps[event.key] : steps[event.key], button.closest("li").querySelector("[name=here]"));
      return;
    }
    if (event.target === field && event.key === "ArrowDown") { event.preventDefault(); move(0, null); return; }
    if (field && /^[0-9]$/.test(event.key) && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) field.focus();
  }, true);
  window.addEventListener("beforeunload", (event) => { if (unsent.length) event.preventDefault(); });
  setInterval(refresh, EVERY_MS);
}
