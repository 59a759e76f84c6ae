// A form worked out on the phone, without a line: what is asked, what is offered, what it will not take. The house asks
// everything again (rules/form_filling.py); tests/rules/form_cases.json holds the two equal.

export type Value = string | number | boolean;
export type Tree = [string, ...unknown[]];
export type Said = Record<string, string>;
export interface Choice { name: string; labels: Said; columns: Said }
export interface Node {
  name: string; kind: string; around: string[]; turns: string[]; trees: Record<string, Tree>; labels: Said; hints: Said;
  says: Said; needs: Said; list: string; stands: string; fixed: boolean; look: string; span: [string, string, string] | null;
}
export interface Form {
  form: string; code: string; version: string; titles: Said; languages: string[]; order: string[]; nodes: Node[];
  lists: Record<string, Choice[]>;
}
export type Given = Record<string, string>;
export interface Wrong { key: string; code: string; name: string }
export interface Filled {
  values: Given; asked: Record<string, boolean>; counts: Record<string, number>; offered: Record<string, string[]>; wrong: Wrong[];
}

export const TURNS = 100;
const SELECTS = new Set(["select_one", "select_multiple", "rank"]);
const NUMERIC = new Set(["integer", "decimal", "range", "calculate"]);
const UNASKED = new Set(["note", "calculate", "begin group", "begin repeat"]);
const DECIMAL = /^-?\d{1,15}(\.\d{1,10})?$/;
const INTEGER = /^-?\d{1,15}$/;

// -- values ------------------------------------------------------------------------

/** Days since 1970 of a day or a moment that the calendar has; NaN for anything else. */
function days(told: string): number {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(told);
  if (!found) return NaN;
  const [y, m, d, h = 0, n = 0, s = 0] = found.slice(1).map((x) => (x === undefined ? undefined : Number(x))) as number[];
  const at = Date.UTC(y!, m! - 1, d!, h, n, s);
  const made = new Date(at);
  const real = made.getUTCMonth() === m! - 1 && made.getUTCDate() === d && h < 24 && n < 60 && s < 60 && y! > 0;
  return real ? at / 864e5 : NaN;
}
function number(v: Value): number {
  if (typeof v !== "string") return Number(v);
  const told = v.trim();
  if (/^\d{4}-\d\d-\d\d/.test(told)) return days(told);
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(told) ? Number(told) : NaN;
}
export const truth = (v: Value): boolean => (typeof v === "string" ? v !== "" : Boolean(v) && !Number.isNaN(v));
export const text = (v: Value): string => String(v);
const words = (v: Value): string[] => text(v).split(/\s+/).filter(Boolean);
const letters = (v: Value): string[] => [...text(v)];
function rounded(v: Value, places: Value = 0): number {
  const n = number(v), k = number(places);
  if (!Number.isFinite(n) || !Number.isFinite(k) || Math.abs(n) > 1e15) return n;
  const step = 10 ** Math.max(-15, Math.min(15, Math.trunc(k)));
  return Math.floor(n * step + 0.5) / step;
}
function day(v: Value): string {
  if (typeof v !== "number") return Number.isFinite(days(text(v).slice(0, 10))) ? text(v).slice(0, 10) : "";
  const d = new Date(Math.trunc(v) * 864e5);
  return Number.isNaN(d.getTime()) ? "" : d.toISOString().slice(0, 10);
}
function formatted(v: Value, pattern: Value): string {
  const told = text(v);
  if (!Number.isFinite(days(told))) return "";
  const [y = "", m = "", d = ""] = told.slice(0, 10).split("-");
  const [h = "00", n = "00", s = "00"] = told.slice(11).split(":").filter(Boolean);
  const parts: Said = { Y: y, m, d, H: h, M: n, S: s, n: String(Number(m)), e: String(Number(d)), y: y.slice(2) };
  return text(pattern).replace(/%([YmdHMSney])/g, (_, c: string) => parts[c]!);
}
function matches(v: Value, pattern: Value): boolean {
  const told = text(v);
  try {
    return letters(told).length <= 200 && new RegExp(`^(?:${text(pattern)})$`, "u").test(told);
  } catch {
    return true; // the house reads it in its own way when the form arrives
  }
}
function substr(v: Value, from: Value, to?: Value): string {
  const first = number(from), last = to === undefined ? Infinity : number(to);
  return Number.isNaN(first) || Number.isNaN(last) ? "" : letters(v).slice(first, last).join("");
}
function substring(v: Value, from: Value, many?: Value): string {
  const first = number(from), length = many === undefined ? Infinity : number(many);
  if (Number.isNaN(first) || Number.isNaN(length)) return "";
  const start = rounded(first), end = start + rounded(length);
  return letters(v).filter((_, i) => i + 1 >= start && i + 1 < end).join("");
}
const around = (v: Value, w: Value): [string, string, string] => {
  const at = text(v).indexOf(text(w));
  return at < 0 ? [text(v), "", ""] : [text(v).slice(0, at), text(w), text(v).slice(at + text(w).length)];
};
const alike = (a: Value, b: Value): boolean => {
  if (typeof a === "boolean" || typeof b === "boolean") return truth(a) === truth(b);
  if (typeof a === "number" || typeof b === "number") return number(a) === number(b);
  return a === b;
};
const SIGNS: Record<string, (a: Value, b: Value) => Value> = {
  "=": alike, "!=": (a, b) => !alike(a, b),
  "<": (a, b) => number(a) < number(b), "<=": (a, b) => number(a) <= number(b),
  ">": (a, b) => number(a) > number(b), ">=": (a, b) => number(a) >= number(b),
  "+": (a, b) => number(a) + number(b), "-": (a, b) => number(a) - number(b), "*": (a, b) => number(a) * number(b),
  div: (a, b) => number(a) / number(b), mod: (a, b) => number(a) % number(b),
};
const PLAIN: Record<string, (...v: any[]) => Value> = {
  selected: (v, c) => words(v).includes(text(c)), "count-selected": (v) => words(v).length,
  "selected-at": (v, n) => words(v)[Math.trunc(number(n))] ?? "", coalesce: (a, b) => (a !== "" ? a : b), once: (v) => v,
  not: (v) => !truth(v), true: () => true, false: () => false, boolean: truth,
  "boolean-from-string": (v) => ["1", "true"].includes(text(v)), number, string: text,
  int: (v) => (Number.isFinite(number(v)) ? Math.trunc(number(v)) : number(v)), round: rounded,
  floor: (v) => Math.floor(number(v)), ceiling: (v) => Math.ceil(number(v)), abs: (v) => Math.abs(number(v)),
  pow: (a, b) => number(a) ** number(b), concat: (...v) => v.map(text).join(""), "string-length": (v) => letters(v).length,
  "normalize-space": (v) => words(v).join(" "), substr, substring, contains: (v, w) => text(v).includes(text(w)),
  "starts-with": (v, w) => text(v).startsWith(text(w)), "ends-with": (v, w) => text(v).endsWith(text(w)),
  "substring-before": (v, w) => (text(v).includes(text(w)) ? around(v, w)[0] : ""), "substring-after": (v, w) => around(v, w)[2],
  translate: (v, a, b) => letters(v).map((c) => { const n = letters(a).indexOf(c); return n < 0 ? c : (letters(b)[n] ?? ""); }).join(""),
  regex: matches, date: day, "decimal-date-time": (v) => (typeof v === "number" ? v : days(text(v))), "format-date": formatted,
};
const told = (all: Value[]): number[] => all.filter((v) => v !== "").map(number);
const OF_ALL: Record<string, (all: Value[]) => Value> = {
  count: (all) => all.length, "count-non-empty": (all) => told(all).length, sum: (all) => told(all).reduce((n, v) => n + v, 0),
  join: ([between, ...all]) => all.map(text).join(text(between ?? "")),
  min: (all) => (told(all).length ? Math.min(...told(all)) : NaN), max: (all) => (told(all).length ? Math.max(...told(all)) : NaN),
};

// -- expressions ---------------------------------------------------------------------

export interface At {
  now: string; turn: number[]; own?: Value; choice?: Said;
  value: (name: string) => Value; every: (name: string) => Value[]; nth: (name: string, turn: number) => Value;
}
export function workOut(tree: Tree, at: At): Value {
  const [kind, a, b, c] = tree as [string, any, any, any];
  switch (kind) {
    case "text": case "number": return a;
    case "ref": return at.value(a);
    case "column": return at.choice?.[a] ?? "";
    case "self": return at.own ?? "";
    case "op":
      if (a === "or") return truth(workOut(b, at)) || truth(workOut(c, at));
      if (a === "and") return truth(workOut(b, at)) && truth(workOut(c, at));
      return SIGNS[a]!(workOut(b, at), workOut(c, at));
    default: return called(a, tree.slice(2) as Tree[], at);
  }
}
function called(name: string, given: Tree[], at: At): Value {
  if (name === "if") return workOut(truth(workOut(given[0]!, at)) ? given[1]! : given[2]!, at);
  if (name === "position") return at.turn.at(-1) ?? 1;
  if (name === "indexed-repeat") return at.nth(given[0]![1] as string, number(workOut(given[2]!, at)));
  if (name === "today") return at.now.slice(0, 10);
  if (name === "now") return at.now;
  const all = OF_ALL[name];
  if (all) return all(given.flatMap((g) => (g[0] === "ref" ? at.every(g[1] as string) : [workOut(g, at)])));
  return PLAIN[name]!(...given.map((g) => workOut(g, at)));
}

// -- a whole form ---------------------------------------------------------------------

export const keyOf = (name: string, turn: number[]): string => name + turn.map((n) => `[${n}]`).join("");

class Look {
  readonly nodes: Map<string, Node>;
  readonly filled: Filled = { values: {}, asked: {}, counts: {}, offered: {}, wrong: [] };
  constructor(readonly form: Form, readonly given: Given, readonly now: string) {
    this.nodes = new Map(form.nodes.map((n) => [n.name, n]));
  }

  turns(node: Node): number[][] {
    const { counts } = this.filled;
    return node.turns.reduce<number[][]>((all, repeat) => all.flatMap((t) =>
      Array.from({ length: counts[keyOf(repeat, t)] ?? 0 }, (_, n) => [...t, n + 1])), [[]]);
  }
  read(node: Node, turn: number[]): Value {
    const value = this.filled.values[keyOf(node.name, turn)] ?? "";
    return NUMERIC.has(node.kind) && DECIMAL.test(value) ? Number(value) : value;
  }
  at(node: Node, turn: number[], more: Partial<At> = {}): At {
    const shared = (other: Node): number[] => {
      let n = 0;
      while (n < node.turns.length && node.turns[n] === other.turns[n]) n += 1;
      return turn.slice(0, n);
    };
    const first = (t: number[], length: number): number[] => [...t, ...Array<number>(Math.max(0, length - t.length)).fill(1)];
    return {
      turn, now: this.now, ...more,
      value: (name) => {
        const other = this.nodes.get(name)!;
        return this.read(other, first(shared(other), other.turns.length));
      },
      every: (name) => {
        const other = this.nodes.get(name)!, s = shared(other);
        const all = this.turns(other).filter((t) => s.every((n, i) => t[i] === n));
        if (other.kind === "begin repeat")
          return all.flatMap((t) => Array.from({ length: this.filled.counts[keyOf(name, t)] ?? 0 }, (_, n) => n + 1));
        return all.filter((t) => this.filled.asked[keyOf(name, t)]).map((t) => this.read(other, t));
      },
      nth: (name, n) => {
        const other = this.nodes.get(name)!, deep = other.turns.length - 1;
        if (deep < 0 || !Number.isFinite(n)) return "";
        return this.read(other, [...first(shared(other).slice(0, deep), deep), Math.trunc(n)]);
      },
    };
  }

  one(node: Node, turn: number[]): void {
    const { filled, given } = this;
    const key = keyOf(node.name, turn), at = this.at(node, turn);
    const within = node.around.every((o) => filled.asked[keyOf(o, turn.slice(0, this.nodes.get(o)!.turns.length))]);
    const asked = within && (!node.trees.relevant || truth(workOut(node.trees.relevant, at)));
    filled.asked[key] = asked;
    if (node.kind === "begin repeat") filled.counts[key] = asked ? this.count(node, key, at) : 0;
    else if (asked && node.kind !== "begin group") {
      if (node.trees.calculation) {
        const v = text(workOut(node.trees.calculation, at));
        filled.values[key] = v === "NaN" ? "" : v;
      } else if (!UNASKED.has(node.kind)) filled.values[key] = given[key] ?? "";
    } else if (!asked && given[key] && node.kind !== "calculate") this.no(key, "not-asked", node);
  }
  count(node: Node, key: string, at: At): number {
    let many: number;
    if (node.trees.repeat_count) {
      const n = number(workOut(node.trees.repeat_count, at));
      many = Number.isFinite(n) ? Math.max(0, Math.trunc(n)) : 0;
    } else {
      const written = this.given[key] ?? "";
      if (written && !INTEGER.test(written)) return this.no(key, "not-a-number", node), 0;
      many = Number(written || 0);
    }
    if (many >= 0 && many <= TURNS) return many;
    return this.no(key, "too-many-turns", node), 0;
  }
  no(key: string, code: string, node: Node): void {
    this.filled.wrong.push({ key, code, name: node.name });
  }

  judge(node: Node, turn: number[]): string {
    const key = keyOf(node.name, turn), value = this.filled.values[key] ?? "";
    const at = this.at(node, turn, { own: this.read(node, turn) });
    if (SELECTS.has(node.kind)) {
      const every = this.form.lists[node.list] ?? [], tree = node.trees.choice_filter;
      const left = tree ? every.filter((c) => truth(workOut(tree, { ...at, choice: { ...c.columns, name: c.name } }))) : every;
      this.filled.offered[key] = left.map((c) => c.name);
    }
    if (!value.trim()) {
      const needed = node.trees.required ? workOut(node.trees.required, at) : false;
      return truth(needed) && needed !== "false" ? "required" : "";
    }
    const code = misspelt(node, value, new Set(this.filled.offered[key]));
    if (code) return code;
    return node.trees.constraint && !truth(workOut(node.trees.constraint, at)) ? "constraint" : "";
  }
}

function misspelt(node: Node, value: string, names: Set<string>): string {
  const chosen = value.split(" ");
  switch (node.kind) {
    case "integer": return INTEGER.test(value) ? "" : "not-a-number";
    case "decimal": return DECIMAL.test(value) ? "" : "not-a-number";
    case "range": return !DECIMAL.test(value) ? "not-a-number" : steps(node.span, value) ? "" : "not-in-range";
    case "date": return /^\d{4}-\d\d-\d\d$/.test(value) && Number.isFinite(days(value)) ? "" : "not-a-date";
    case "time": return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value) ? "" : "not-a-time";
    case "dateTime": return /^\d{4}-\d\d-\d\dT/.test(value) && Number.isFinite(days(value)) ? "" : "not-a-date";
    case "select_one": return names.has(value) ? "" : "not-a-choice";
    case "select_multiple": return chosen.every((c) => names.has(c)) && new Set(chosen).size === chosen.length ? "" : "not-a-choice";
    case "rank": return chosen.length === names.size && new Set(chosen).size === names.size && chosen.every((c) => names.has(c)) ? "" : "not-ranked";
    case "acknowledge": return value === "OK" ? "" : "not-a-choice";
    default: return letters(value).length > 10_000 ? "too-long" : "";
  }
}

/** In tenths and hundredths as they are written: 0.3 stands on the steps of 0.1 here as well. */
function steps(span: Node["span"], value: string): boolean {
  if (!span) return false;
  const places = Math.max(...[...span, value].map((n) => n.split(".")[1]?.length ?? 0));
  const [first, last, step, at] = [...span, value].map((n) => {
    const [whole = "0", part = ""] = n.replace("-", "").split(".");
    return BigInt(whole + part.padEnd(places, "0")) * (n.startsWith("-") ? -1n : 1n);
  }) as [bigint, bigint, bigint, bigint];
  return first <= at && at <= last && (at - first) % step === 0n;
}

/** In: answers by key as typed, and the minute as the wall shows it. Out: everything about them. */
export function fill(form: Form, given: Given, now: string): Filled {
  const look = new Look(form, given, now);
  for (const name of form.order) {
    const node = look.nodes.get(name)!;
    for (const turn of look.turns(node)) look.one(node, turn);
  }
  for (const [key, value] of Object.entries(given))
    if (value && !(key in look.filled.asked)) look.filled.wrong.push({ key, code: "not-asked", name: key.split("[")[0]! });
  for (const node of form.nodes) {
    if (UNASKED.has(node.kind)) continue;
    for (const turn of look.turns(node)) {
      const key = keyOf(node.name, turn);
      const code = look.filled.asked[key] ? look.judge(node, turn) : "";
      if (code) look.no(key, code, node);
    }
  }
  return look.filled;
}

/** What stands in a form before anybody has written: its defaults, and one turn of every repeat. */
export function opening(form: Form, now: string): Given {
  const given: Given = {};
  for (const node of form.nodes)
    if (!node.turns.length && node.kind === "begin repeat" && !node.trees.repeat_count) given[node.name] = "1";
  for (const dynamic of [false, true])
    for (const name of form.order) {
      const node = form.nodes.find((n) => n.name === name)!;
      const tree = node.trees.default;
      if (UNASKED.has(node.kind) || (dynamic ? !tree : !!tree || !node.stands)) continue;
      const look = new Look(form, given, now);
      Object.assign(look.filled, fill(form, given, now));
      for (const turn of look.turns(node)) {
        const v = tree ? text(workOut(tree, look.at(node, turn))) : node.stands;
        given[keyOf(name, turn)] = v === "NaN" ? "" : v;
      }
    }
  return given;
}
