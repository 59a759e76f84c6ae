// Counting under the thumb: a tap answers at once, goes out when the network lets it, and can be taken back.
//
// Nothing here decides anything: the server keeps every answer as a line of its own. A tap carries its own id and
// minute, so that a bad network may repeat it without counting a child twice or moving the hour she was seen.
const form = document.querySelector("form[data-counting]");
const EVERY_MS = 3000;
// A tile that jumps away lets the next child slide under the same thumb: answered tiles stay until the thumb rests,
// and right after they have moved a tap is taken for the second half of a double tap.
const REST_MS = 1600;
const JUMP_MS = 400;
const opened = performance.now();
const told = Date.parse(document.documentElement.dataset.now || "") || Date.now();
const LETTERS = { ".": "left", h: "here", n: "not-here", e: "elsewhere" };
const lists = Object.fromEntries([...(form?.querySelectorAll("[data-list]") ?? [])].map((list) => [list.dataset.list, list]));
const tiles = new Map();
const waiting = new Set(); // answered here, not yet acknowledged: the server's marks do not overrule the thumb
const unsent = [];
let pos = form?.dataset.pos;
let sending = false;
let away = false;
let over = false; // the session, not the network: whoever goes on counting would count for nothing
let last = null;
let resting = 0;
let jumped = -JUMP_MS;

for (const button of form?.querySelectorAll("[data-n] [name=here]") ?? []) tiles.set(Number(button.value), button.closest("li"));
const gone = lists.elsewhere?.children.length ?? 0;
const field = form?.querySelector("#id_band");
const find = (name) => form.querySelector(`[data-${name}]`);
const words = (name, what) => (form.dataset[name] || "{}").replace("{}", what);
const bandOf = (tile) => tile.querySelector(".band:not(.none)")?.textContent ?? "";
const called = (tile) => [bandOf(tile), tile.querySelector(".name")?.textContent].filter(Boolean).join(" ");
const listed = (tile) => tile.parentElement.dataset.list ?? "left";
const answerOf = (tile) => tile.dataset.answer ?? listed(tile);

function tell(text) { const line = find("told"); if (line) line.textContent = text; }

// Moves every answered tile to its own list, once nobody has tapped for a while.
function settle() {
  let moved = false;
  for (const tile of tiles.values()) {
    const list = lists[answerOf(tile)];
    if (!list || tile.parentElement === list || tile.closest(".again")) continue;
    if (tile.contains(document.activeElement)) continue;
    const n = Number(tile.dataset.n);
    list.insertBefore(tile, [...list.children].find((other) => Number(other.dataset.n) > n) ?? null);
    moved = true;
  }
  if (moved) jumped = performance.now();
}

function numbers() {
  const count = { left: 0, here: 0, "not-here": 0, elsewhere: gone };
  for (const tile of tiles.values()) count[answerOf(tile)] += 1;
  find("left").textContent = count.left;
  for (const n of form.querySelectorAll("[data-here]")) n.textContent = count.here;
  find("not-here").textContent = count["not-here"];
  find("bar").value = find("bar").max - count.left;
  find("all-answered").hidden = count.left > 0;
  const note = find("unsent");
  if (note) { note.hidden = !away || unsent.length === 0; note.textContent = words(over ? "over" : "waiting", unsent.length); }
}

function take(state) {
  if (state.turn && state.turn !== form.dataset.turn) { location.reload(); return; }
  pos = String(state.pos);
  for (const [i, tile] of tiles) {
    const answer = LETTERS[state.marks[i]];
    if (!waiting.has(i) && answer && answerOf(tile) !== answer) tile.dataset.answer = answer;
  }
  if (performance.now() - resting > REST_MS) settle();
  numbers();
}

async function send() {
  if (sending) return;
  sending = true;
  while (unsent.length) {
    const one = unsent[0];
    try {
      over = false;
      const reply = await fetch(form.action, { method: "POST", body: one.body, headers: { Accept: "application/json" } });
      over = reply.redirected || [401, 403].includes(reply.status);
      if (reply.redirected || ![200, 422].includes(reply.status)) throw new Error(String(reply.status));
      const state = await reply.json();
      unsent.shift();
      away = false;
      if (!unsent.some((other) => other.i === one.i)) waiting.delete(one.i);
      if (state.refusal) {
        const text = `${state.refusal.sentence} ${state.refusal.remedy}`;
        tell(text);
        document.dispatchEvent(new CustomEvent("abrigo:say", { detail: { text, urgent: true } }));
      }
      if (!unsent.length) take(state);
    } catch {
      away = true;
      numbers();
      setTimeout(() => { sending = false; send(); }, EVERY_MS);
      return;
    }
  }
  sending = false;
  numbers();
}

const randomId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

function answer(tile, present) {
  const button = tile.querySelector(present ? "[name=here]" : "[name=not_here]");
  const i = Number(button.value);
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "counter"]) body.set(name, form.elements[name].value);
  body.set("how", form.querySelector("[name=how]:checked")?.value ?? "band");
  body.set("id", randomId());
  body.set("at", new Date(told + performance.now() - opened).toISOString());
  body.set("medium", matchMedia("(pointer: coarse)").matches ? "phone" : "screen");
  body.set(button.name, button.value);
  waiting.add(i);
  unsent.push({ i, body });
  if (tile.contains(document.activeElement) && document.activeElement.matches(":focus-visible")) onward(tile);
  tile.dataset.answer = present ? "here" : "not-here";
  last = { tile, present };
  const undo = find("undo");
  if (undo) undo.hidden = !present;
  tell(words(present ? "seen" : "marked", called(tile)));
  resting = performance.now();
  setTimeout(() => { if (performance.now() - resting >= REST_MS - 20) settle(); }, REST_MS);
  numbers();
  send();
}

const reachable = () => [...form.querySelectorAll("li[data-n]:not([hidden]) [name=here]")].filter((button) => button.getClientRects().length);

// By keyboard: on to the next person still to answer, so that nobody is passed over.
function onward(tile) {
  const all = reachable();
  const from = all.indexOf(tile.querySelector("[name=here]"));
  const open = (button) => answerOf(button.closest("li")) === "left" && button.closest("li") !== tile;
  (all.slice(from + 1).find(open) ?? all.find(open) ?? field)?.focus();
}

function move(step, from) {
  const all = reachable();
  const at = all.indexOf(from);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

function typed() {
  const text = field.value.trim().toUpperCase();
  const present = !text.endsWith("-");
  const band = present ? text : text.slice(0, -1);
  if (!band) return;
  const all = [...tiles.values()];
  const digits = (tile) => bandOf(tile).replace(/\D/g, "").replace(/^0+/, "");
  let found = all.filter((tile) => bandOf(tile) === band);
  if (!found.length && /^\d+$/.test(band)) found = all.filter((tile) => digits(tile) === band.replace(/^0+/, ""));
  field.select();
  if (found.length === 1) { answer(found[0], present); field.value = ""; return; }
  tell(found.length ? words("several", found.map(bandOf).join(", ")) : words("nobody", band));
}

async function refresh() {
  try {
    const reply = await fetch(`${form.dataset.live}&since=${pos}`, { headers: { Accept: "application/json" } });
    if (reply.status === 200 && !reply.redirected) take(await reply.json());
  } catch { /* the next turn asks again; taps keep their own queue */ }
}

function narrow(unit) {
  for (const tile of form.querySelectorAll("li[data-n]")) tile.hidden = unit !== "" && tile.dataset.unit !== unit;
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const button = event.target.closest?.("li[data-n] button");
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (button && step) {
    event.preventDefault();
    const turned = document.documentElement.dir === "rtl" && /Left|Right/.test(event.key);
    move(turned ? -step : step, button.closest("li").querySelector("[name=here]"));
  } else if (event.target === field && event.key === "ArrowDown") {
    event.preventDefault();
    reachable()[0]?.focus();
  } else if (field && /^[0-9]$/.test(event.key) && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    field.focus();
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const tile = event.submitter?.closest("li[data-n]");
    if (!tile) { if (field) typed(); return; }
    const byThumb = !event.submitter.matches(":focus-visible");
    if (byThumb && performance.now() - jumped < JUMP_MS) return;
    answer(tile, event.submitter.name === "here");
  });
  find("undo")?.addEventListener("click", () => {
    if (!last) return;
    answer(last.tile, !last.present);
    tell(words("took", called(last.tile)));
  });
  form.querySelector("[data-unit-choice]")?.addEventListener("change", (event) => narrow(event.target.value));
  document.addEventListener("keydown", key, true);
  window.addEventListener("beforeunload", (event) => { if (unsent.length) event.preventDefault(); });
  setInterval(refresh, EVERY_MS);
}
