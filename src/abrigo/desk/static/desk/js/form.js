// A form that answers while it is filled: what is asked, what is worked out, what it will not take. The house asks
// everything again when it is sent; a page without this script uses its "Look it over" button instead.
const number = (v) => {
  if (typeof v !== "string") return Number(v);
  const told = v.trim();
  if (/^\d{4}-\d\d-\d\d/.test(told)) return days(told);
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(told) ? Number(told) : NaN;
};
const days = (text) => {
  const told = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!told) return NaN;
  const [y, m, d, h, n, s] = told.slice(1).map((part) => Number(part ?? 0));
  const at = Date.UTC(y, m - 1, d, h, n, s), made = new Date(at); // a browser takes 30 February for 2 March; the house does not
  return made.getUTCMonth() === m - 1 && made.getUTCDate() === d && h < 24 && n < 60 && s < 60 && y > 0 ? at / 864e5 : NaN;
};
const truth = (v) => (typeof v === "string" ? v !== "" : Boolean(v) && !Number.isNaN(v));
const text = (v) => (typeof v === "number" ? (Number.isNaN(v) ? "NaN" : String(v)) : String(v));
const whole = (v) => (Number.isFinite(number(v)) ? Math.trunc(number(v)) : number(v));
const rounded = (v, places = 0) => {
  const step = 10 ** Math.max(-15, Math.min(15, Math.trunc(number(places))));
  return Math.floor(number(v) * step + 0.5) / step;
};
const words = (v) => text(v).split(/\s+/).filter(Boolean);
const day = (v) => {
  if (typeof v !== "number") return Number.isFinite(days(text(v).slice(0, 10))) ? text(v).slice(0, 10) : "";
  const d = new Date(Math.trunc(v) * 864e5);
  return Number.isNaN(d.getTime()) ? "" : d.toISOString().slice(0, 10);
};
const formatted = (v, pattern) => {
  const told = text(v);
  if (!Number.isFinite(days(told))) return "";
  const [y, m, d] = told.slice(0, 10).split("-");
  const [h = "00", n = "00", s = "00"] = told.slice(11).split(":");
  const parts = { Y: y, m, d, H: h, M: n, S: s, n: String(Number(m)), e: String(Number(d)), y: y.slice(2) };
  return text(pattern).replace(/%([YmdHMSney])/g, (_, c) => parts[c]);
};
const matches = (v, pattern) => {
  const told = text(v);
  try {
    return told.length <= 200 && new RegExp(`^(?:${text(pattern)})$`, "u").test(told);
  } catch {
    return true; // the house reads it in its own way when the form is sent
  }
};
const alike = (a, b) => {
  if (typeof a === "boolean" || typeof b === "boolean") return truth(a) === truth(b);
  if (typeof a === "number" || typeof b === "number") return number(a) === number(b);
  return a === b;
};
const signs = {
  "=": alike, "!=": (a, b) => !alike(a, b),
  "<": (a, b) => number(a) < number(b), "<=": (a, b) => number(a) <= number(b),
  ">": (a, b) => number(a) > number(b), ">=": (a, b) => number(a) >= number(b),
  "+": (a, b) => number(a) + number(b), "-": (a, b) => number(a) - number(b), "*": (a, b) => number(a) * number(b),
  div: (a, b) => number(a) / number(b), mod: (a, b) => number(a) % number(b),
};
const plain = {
  selected: (v, c) => words(v).includes(text(c)), "count-selected": (v) => words(v).length,
  "selected-at": (v, n) => words(v)[Math.trunc(number(n))] ?? "", coalesce: (a, b) => (a !== "" ? a : b), once: (v) => v,
  not: (v) => !truth(v), true: () => true, false: () => false, boolean: truth,
  "boolean-from-string": (v) => ["1", "true"].includes(text(v)), number, string: text, int: whole, round: rounded,
  floor: (v) => Math.floor(number(v)), ceiling: (v) => Math.ceil(number(v)), abs: (v) => Math.abs(number(v)),
  pow: (a, b) => number(a) ** number(b), concat: (...v) => v.map(text).join(""), "string-length": (v) => [...text(v)].length,
  "normalize-space": (v) => words(v).join(" "),
  substr: (v, a, b) => [...text(v)].slice(number(a), b === undefined ? undefined : number(b)).join(""),
  substring: (v, a, n) => [...text(v)].filter((_, i) => i + 1 >= rounded(a) && (n === undefined || i + 1 < rounded(a) + rounded(n))).join(""),
  contains: (v, w) => text(v).includes(text(w)), "starts-with": (v, w) => text(v).startsWith(text(w)),
  "ends-with": (v, w) => text(v).endsWith(text(w)),
  "substring-before": (v, w) => (text(w) && text(v).includes(text(w)) ? text(v).split(text(w))[0] : ""),
  "substring-after": (v, w) => (text(v).includes(text(w)) ? text(v).slice(text(v).indexOf(text(w)) + text(w).length) : ""),
  translate: (v, a, b) => [...text(v)].map((c) => { const n = [...text(a)].indexOf(c); return n < 0 ? c : ([...text(b)][n] ?? ""); }).join(""),
  regex: matches, date: day, "decimal-date-time": (v) => (typeof v === "number" ? v : days(text(v))), "format-date": formatted,
};
const every = {
  count: (all) => all.length, "count-non-empty": (all) => all.filter((v) => v !== "").length,
  sum: (all) => all.filter((v) => v !== "").reduce((n, v) => n + number(v), 0),
  join: ([between, ...all]) => all.map(text).join(text(between)),
  min: (all) => { const n = all.filter((v) => v !== "").map(number); return n.length ? Math.min(...n) : NaN; },
  max: (all) => { const n = all.filter((v) => v !== "").map(number); return n.length ? Math.max(...n) : NaN; },
};

export function workOut(tree, at) {
  const [kind, a, b, c] = tree;
  switch (kind) {
    case "text": case "number": return a;
    case "ref": return at.value(a);
    case "column": return at.choice?.[a] ?? "";
    case "self": return at.own ?? "";
    case "op":
      if (a === "or") return truth(workOut(b, at)) || truth(workOut(c, at));
      if (a === "and") return truth(workOut(b, at)) && truth(workOut(c, at));
      return signs[a](workOut(b, at), workOut(c, at));
    default: {
      const given = tree.slice(2);
      if (a === "if") return workOut(truth(workOut(given[0], at)) ? given[1] : given[2], at);
      if (a === "position") return at.turn.at(-1) ?? 1;
      if (a === "indexed-repeat") return at.nth(given[0][1], number(workOut(given[2], at)));
      if (a === "today") return at.now.slice(0, 10);
      if (a === "now") return at.now;
      if (a in every) return every[a](given.flatMap((g) => (g[0] === "ref" ? at.every(g[1]) : [workOut(g, at)])));
      return plain[a](...given.map((g) => workOut(g, at)));
    }
  }
}

const keyOf = (name, turn) => name + turn.map((n) => `[${n}]`).join("");

// One look over the whole form: in the order the house worked out, so that each stands after what it leans on.
export function lookOver(live, typed) {
  const { nodes, order } = live, values = {}, asked = {}, counts = {}, faults = {}, offered = {};
  const turnsOf = (node) => node.turns.reduce((all, repeat) => all.flatMap((t) =>
    Array.from({ length: counts[keyOf(repeat, t)] ?? 0 }, (_, n) => [...t, n + 1])), [[]]);
  const read = (name, turn) => {
    const told = values[keyOf(name, turn)] ?? "";
    const numeric = ["integer", "decimal", "range", "calculate"].includes(nodes[name].kind) && /^-?\d{1,15}(\.\d{1,10})?$/.test(told);
    return numeric ? Number(told) : told;
  };
  const from = (node, turn, more = {}) => {
    const shared = (other) => { let n = 0; while (n < node.turns.length && node.turns[n] === other.turns[n]) n += 1; return turn.slice(0, n); };
    const first = (other, t, length) => [...t, ...Array(Math.max(0, length - t.length)).fill(1)];
    return {
      turn, now: live.now, ...more,
      value: (name) => read(name, first(nodes[name], shared(nodes[name]), nodes[name].turns.length)),
      every: (name) => {
        const other = nodes[name], s = shared(other), all = turnsOf(other).filter((t) => s.every((n, i) => t[i] === n));
        if (other.kind === "begin repeat") return all.flatMap((t) => Array.from({ length: counts[keyOf(name, t)] ?? 0 }, (_, n) => n + 1));
        return all.filter((t) => asked[keyOf(name, t)]).map((t) => read(name, t));
      },
      nth: (name, n) => {
        const other = nodes[name], deep = other.turns.length - 1;
        return deep < 0 || !Number.isFinite(n) ? "" : read(name, [...first(other, shared(other).slice(0, deep), deep), Math.trunc(n)]);
      },
    };
  };
  for (const name of order) {
    const node = nodes[name];
    for (const turn of turnsOf(node)) {
      const key = keyOf(name, turn), at = from(node, turn);
      asked[key] = node.around.every((o) => asked[keyOf(o, turn.slice(0, nodes[o].turns.length))])
        && (!node.trees.relevant || truth(workOut(node.trees.relevant, at)));
      if (node.kind === "begin repeat") counts[key] = asked[key] ? Number(typed[key] ?? 0) : 0;
      else if (!asked[key]) continue;
      else if (node.trees.calculation) { const v = text(workOut(node.trees.calculation, at)); values[key] = v === "NaN" ? "" : v; }
      else values[key] = typed[key] ?? "";
    }
  }
  for (const [name, node] of Object.entries(nodes)) {
    if (!node.trees.constraint && !node.trees.choice_filter) continue;
    for (const turn of turnsOf(node)) {
      const key = keyOf(name, turn), own = read(name, turn);
      if (node.trees.choice_filter) offered[key] = node.filter.filter((choice) => truth(workOut(node.trees.choice_filter, from(node, turn, { choice, own })))).map((c) => c.name);
      if (asked[key] && values[key] && node.trees.constraint && !truth(workOut(node.trees.constraint, from(node, turn, { own })))) faults[key] = node.says || "≠";
    }
  }
  return { values, asked, counts, faults, offered };
}

// -- the page ---------------------------------------------------------------------------------

const typedIn = (form) => {
  const typed = {};
  for (const [name, value] of new FormData(form)) if (name.startsWith("a:")) {
    const key = name.slice(2);
    typed[key] = [typed[key], String(value).trim()].filter(Boolean).join(" ");
  }
  return typed;
};

function show(form, live, changed) {
  const seen = lookOver(live, typedIn(form));
  for (const place of form.querySelectorAll("[data-key]")) {
    const key = place.dataset.key;
    if (key in seen.asked) place.hidden = !seen.asked[key];
    const box = place.querySelector(":scope > [data-problem]");
    if (box && (changed === key || (!box.hidden && !(key in seen.faults)))) {
      const fault = seen.faults[key] ?? "";
      box.textContent = fault;
      box.hidden = !fault;
      place.classList.toggle("wrong", Boolean(fault));
    }
    if (key in seen.offered) for (const choice of place.querySelectorAll("option[value]:not([value='']), label.row input:not([value=''])")) {
      const out = !seen.offered[key].includes(choice.value);
      if (choice.tagName === "OPTION") { choice.hidden = out; choice.disabled = out; if (out) choice.selected = false; }
      else { choice.closest("label").hidden = out; if (out) choice.checked = false; }
    }
  }
  for (const said of form.querySelectorAll("[data-mention]")) said.textContent = seen.values[said.dataset.mention] ?? "";
}

for (const form of document.querySelectorAll("form[data-live]")) {
  const live = JSON.parse(form.dataset.live);
  let waiting = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(form, live, ""), 60);
    void event;
  });
  form.addEventListener("change", (event) => show(form, live, event.target.closest("[data-key]")?.dataset.key ?? ""));
  // One more turn without losing one's place: the house draws it, the page puts it where it was. Whoever presses twice
  // in a hurry means twice: the second waits for the first, and counts from what it left.
  let turning = Promise.resolve();
  const turn = async (value) => {
    const body = new FormData(form);
    body.set("do", value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") ?? "" } });
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".asked-form");
      if (!drawn) throw new Error("no form");
      form.querySelector(".asked-form").replaceWith(drawn);
      form.querySelector(`[id="turns-${value.split(":")[1]}"] button`)?.focus();
      show(form, live, "");
    } catch {
      form.requestSubmit(form.querySelector(`button[data-turn][value="${CSS.escape(value)}"]`));
    }
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn]");
    if (!button) return;
    event.preventDefault();
    turning = turning.then(() => turn(button.value));
  });
  show(form, live, "");
}
