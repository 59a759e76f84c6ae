// A form about one child, filled where there is no network: asked as its author wrote it, kept sealed, sent when it can be.

import { newId } from "../bytes";
import { asItIs, button, h, name, type Screen } from "../draw";
import { fill, keyOf, opening, TURNS, type Filled, type Form, type Given, type Node, type Said } from "../engine";
import { night } from "../night";
import { called, kept } from "../parts";
import { subject, type Half } from "../subject";
import * as store from "../store";
import * as vault from "../vault";
import type { Forms } from "../wire";
import { language, t, type Key } from "../words/index";

const KEY = "form";
const SCREEN = 12; // questions of a first screen, with room to spare
const RIGHT_TO_LEFT = new Set(["he", "ar", "yi", "fa", "ur", "ps", "ckb"]);
const INPUTS: Record<string, string> = { date: "date", time: "time", dateTime: "datetime-local" };
// The names of languages as their readers write them; a form may speak others than this app.
const NAMES: Said = { es: "Español", en: "English", he: "עברית", ar: "العربية", fr: "Français", yi: "ייִדיש" };

const said = (words: Said, lang: string): string => words[lang] || Object.values(words).find(Boolean) || "";
const wall = (): string => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
const spoken = (form: Form): string => (form.languages.includes(language()) ? language() : form.languages[0]!);

export async function formScreen(redraw: () => void, go: (to: string) => void): Promise<Screen> {
  const going = subject.half;
  const forms = (going && subject.forms) || ((await vault.shelf<Forms>("forms", Date.now()))?.forms ?? []);
  subject.forms = forms;
  if (going) {
    const form = forms.find((f) => f.form === going.form);
    if (form) return new Sheet(form, going, redraw, go).screen();
    subject.half = undefined;
  }
  return choose(forms, await halfFilled(), redraw);
}

/** What was left half filled survives a lock, a call and a flat battery; it opens for its holder alone. */
async function halfFilled(): Promise<Half | undefined> {
  const was = await store.draft(KEY);
  if (!was || !vault.unlocked() || vault.underDuress()) return undefined;
  return vault.unboxJson<Half>(was).catch(() => undefined);
}

function choose(forms: Form[], half: Half | undefined, redraw: () => void): Screen {
  const child = night.people.get(subject.person);
  const begin = (form: Form): void => {
    const lang = spoken(form);
    subject.half = { person: subject.person, form: form.form, version: form.version, id: newId(), language: lang, given: opening(form, wall()) };
    redraw();
  };
  const again = half && forms.find((f) => f.form === half.form);
  const title = (form: Form): string => said(form.titles, language());
  return {
    title: t("form"),
    body: [
      child ? h("p", null, t("formAbout", { who: "" }), name(called(child))) : h("p", null, t("formNobody")),
      again ? [button(t("formAgain", { title: title(again) }), () => ((subject.half = half), redraw()), { class: "main big" }, "list"),
        h("p", { class: "quiet" }, t("formOne"))] : null,
      forms.length ? (child ? h("section", { class: "stack" }, h("h2", null, t("formWhich")),
        forms.map((form) => button(title(form), () => begin(form), { class: "big", "data-form": form.code }, "list"))) : null)
        : h("p", { class: "quiet" }, t("formNone")),
    ],
    refresh: asItIs,
  };
}

class Sheet {
  private readonly nodes: Map<string, Node>;
  private readonly place = h("div", { class: "asked-form" });
  private readonly alert = h("p", { role: "alert", class: "told-here" });
  private saw: Filled = { values: {}, asked: {}, counts: {}, offered: {}, wrong: [] };
  private told = false; // a form just opened accuses nobody
  private saving = 0;
  private rest = 0;
  private sent = false;

  constructor(
    private readonly form: Form, private readonly half: Half, private readonly redraw: () => void, private readonly go: (to: string) => void,
  ) {
    this.nodes = new Map(form.nodes.map((n) => [n.name, n]));
  }

  screen(): Screen {
    this.paint(false);
    const { form, half } = this;
    const child = night.people.get(half.person);
    const lang = h("select", { id: "form-language", onchange: () => ((half.language = lang.value), this.paint(), this.keep()) },
      form.languages.map((l) => h("option", { value: l, selected: l === half.language, lang: l }, NAMES[l] ?? (l || "–"))));
    return {
      title: said(form.titles, half.language),
      body: [
        h("p", null, t("formAbout", { who: "" }), name(child ? called(child) : "–")),
        form.languages.length > 1 ? [h("label", { for: "form-language" }, t("formLanguage")), lang] : null,
        this.alert, this.place,
        h("div", { class: "stack" }, button(t("formSend"), () => this.send(), { class: "main big", id: "send-form" }, "check"),
          button(t("formLater"), () => this.later(), { class: "quiet" }, "back")),
      ],
      leave: () => (clearTimeout(this.rest), this.save()),
      refresh: asItIs,
    };
  }

  // -- keeping ---------------------------------------------------------------------

  private keep(): void {
    clearTimeout(this.saving);
    this.saving = window.setTimeout(() => this.save(), 300);
  }
  private save(): void {
    clearTimeout(this.saving);
    if (this.sent || vault.underDuress()) return;
    void vault.boxJson(this.half).then((boxed) => (this.sent ? undefined : store.keep("drafts", KEY, boxed))).catch(() => undefined);
  }
  private later(): void {
    this.save();
    subject.half = undefined;
    this.go("tonight");
  }

  private async send(): Promise<void> {
    const { form, half } = this;
    this.look();
    const wrong = this.saw.wrong.filter((w) => w.code !== "not-asked");
    if (wrong.length) {
      this.told = true;
      this.paint();
      this.alert.textContent = t("formWrong", { n: wrong.length });
      const first = [...this.place.querySelectorAll<HTMLElement>(".wrong")][0];
      first?.scrollIntoView({ block: "center" });
      first?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
      return;
    }
    // What is no longer asked, and what the form works out by itself, does not travel: the house works it out again.
    const answers = Object.entries(half.given)
      .filter(([key, value]) => value && this.saw.asked[key] && !this.nodes.get(key.split("[")[0]!)!.trees.calculation)
      .map(([key, value]) => ({ key, value }));
    const fields = { person: half.person, form: form.form, answers_id: half.id, answers, language: half.language };
    if (!(await kept(() => night.record("answer-form", fields), t("formKept")))) return;
    this.sent = true;
    clearTimeout(this.saving);
    await store.dropDraft(KEY);
    subject.half = undefined;
    this.go("tonight");
  }

  // -- following what is typed ------------------------------------------------------

  private look(): void {
    this.saw = fill(this.form, this.half.given, wall());
  }
  private set(key: string, value: string, changed: boolean): void {
    this.half.given[key] = value;
    this.keep();
    this.look();
    this.follow(changed ? key : "");
  }

  /** Shows and hides what the last answer changed; nothing is drawn anew under a thumb. */
  private follow(changed: string): void {
    const { saw } = this;
    const wrong = new Map(saw.wrong.map((w) => [w.key, w.code]));
    for (const part of this.place.querySelectorAll<HTMLElement>("[data-key]")) {
      const key = part.dataset.key!;
      if (key in saw.asked) part.hidden = !saw.asked[key];
      const node = this.nodes.get(key.split("[")[0]!)!;
      const box = part.querySelector<HTMLElement>(":scope > [data-problem]");
      if (box) {
        const code = wrong.get(key) ?? "";
        const now = code && (this.told || (key === changed && this.half.given[key])) ? this.why(node, code) : "";
        if (now || !code) (box.textContent = now), (box.hidden = !now), part.classList.toggle("wrong", !!now);
      }
      if (node.trees.calculation) {
        const shown = part.querySelector<HTMLInputElement>("input");
        if (shown) shown.value = saw.values[key] ?? "";
      }
      const offered = saw.offered[key];
      if (offered && node.trees.choice_filter) this.offer(part, key, new Set(offered));
    }
    for (const told of this.place.querySelectorAll<HTMLElement>("[data-mention]")) told.textContent = this.shown(told.dataset.mention!);
  }
  private offer(part: HTMLElement, key: string, names: Set<string>): void {
    for (const choice of part.querySelectorAll<HTMLInputElement | HTMLOptionElement>("[data-choice]")) {
      const out = !names.has(choice.value);
      if (choice instanceof HTMLOptionElement) choice.hidden = choice.disabled = out;
      else choice.closest("label")!.hidden = out;
    }
    // A choice the filter took away is no answer any more.
    const given = (this.half.given[key] ?? "").split(" ").filter(Boolean), left = given.filter((v) => names.has(v));
    if (left.length === given.length) return;
    this.half.given[key] = left.join(" ");
    for (const box of part.querySelectorAll<HTMLInputElement>("input[data-choice]")) box.checked = left.includes(box.value);
    const list = part.querySelector("select");
    if (list) list.value = left[0] ?? "";
    this.look();
  }
  private why(node: Node, code: string): string {
    const own = code === "constraint" ? node.says : code === "required" ? node.needs : {};
    return said(own, this.half.language) || t(`fw_${code}` as Key);
  }

  // -- drawing ----------------------------------------------------------------------

  /** A long form is opened with its first screen; the rest follows while it is read. */
  private paint(whole = true): void {
    this.look();
    clearTimeout(this.rest);
    const { language: lang } = this.half;
    this.place.lang = lang;
    this.place.dir = RIGHT_TO_LEFT.has(lang.split("-")[0]!) ? "rtl" : "ltr";
    this.place.replaceChildren();
    const top = this.form.nodes.filter((n) => !n.around.length && n.kind !== "calculate");
    const inner = new Map<string, number>();
    for (const n of this.form.nodes) if (n.around.length) inner.set(n.around[0]!, (inner.get(n.around[0]!) ?? 0) + 1);
    const more = (from: number, many: number): void => {
      let to = from;
      for (let drawn = 0; to < top.length && drawn < many; to += 1) drawn += 1 + (inner.get(top[to]!.name) ?? 0);
      this.place.append(...this.drawn(top.slice(from, to), []));
      this.follow("");
      if (to < top.length) this.rest = window.setTimeout(() => more(to, SCREEN * 3));
    };
    more(0, whole ? Infinity : SCREEN);
  }
  private inside(parent: string, turn: number[]): HTMLElement[] {
    return this.drawn(this.form.nodes.filter((n) => n.around.at(-1) === parent && n.kind !== "calculate"), turn);
  }
  private drawn(nodes: Node[], turn: number[]): HTMLElement[] {
    return nodes.map((node) => {
      const key = keyOf(node.name, turn);
      if (node.kind === "begin repeat") return this.repeat(node, turn, key);
      if (node.kind === "begin group")
        return h("fieldset", { class: "group", "data-key": key }, h("legend", null, this.sentence(said(node.labels, this.half.language) || node.name, turn)), this.inside(node.name, turn));
      return node.kind === "note" ? h("p", { class: "notice", "data-key": key }, this.sentence(said(node.labels, this.half.language), turn)) : this.question(node, turn, key);
    });
  }
  private repeat(node: Node, turn: number[], key: string): HTMLElement {
    const many = this.saw.counts[key] ?? 0, what = said(node.labels, this.half.language) || node.name;
    const change = (to: number): void => {
      for (const gone of Object.keys(this.half.given)) {
        const inner = this.nodes.get(gone.split("[")[0]!);
        const at = (gone.match(/\d+(?=\])/g) ?? []).map(Number);
        if (inner?.turns.includes(node.name) && turn.every((n, i) => at[i] === n) && at[turn.length]! > to) delete this.half.given[gone];
      }
      this.half.given[key] = String(to);
      this.paint();
      this.keep();
      this.place.querySelector<HTMLElement>(`[data-turns="${CSS.escape(key)}"] button`)?.focus();
    };
    return h("fieldset", { class: "group", "data-key": key }, h("legend", null, this.sentence(what, turn)),
      Array.from({ length: many }, (_, n) => h("fieldset", { class: "turn" }, h("legend", null, `${what} ${n + 1}`), this.inside(node.name, [...turn, n + 1]))),
      node.trees.repeat_count ? null : h("div", { class: "row", "data-turns": key },
        many < TURNS ? button(t("formMore", { what }), () => change(many + 1), { class: "quiet" }, "plus") : null,
        many ? button(t("formLess", { what }), () => change(many - 1), { class: "quiet" }, "none") : null));
  }
  private question(node: Node, turn: number[], key: string): HTMLElement {
    const lang = this.half.language, id = `q-${key.replace(/[[\]]/g, "-")}`;
    const needed = node.trees.required?.[1] === "true" ? h("small", null, ` (${t("formNeeded")})`) : null;
    const label = [this.sentence(said(node.labels, lang) || node.name, turn), node.span ? h("small", { dir: "ltr" }, ` ${node.span[0]}–${node.span[1]}`) : null, needed];
    const hint = said(node.hints, lang) ? h("small", null, this.sentence(said(node.hints, lang), turn)) : null;
    const problem = h("p", { class: "problem", id: `${id}-no`, "data-problem": true, hidden: true });
    const whole = (tag: "fieldset" | "div", ...body: (HTMLElement | null)[]): HTMLElement => h(tag, { class: "field", "data-key": key }, ...body);
    if (["select_one", "select_multiple", "acknowledge", "rank"].includes(node.kind) && !(node.kind === "select_one" && node.look.includes("minimal")))
      return whole("fieldset", h("legend", null, label), hint, problem, h("div", null, node.kind === "rank" ? this.ranks(node, key, id) : this.boxes(node, key)));
    return whole("div", h("label", { for: id }, label), hint, problem, this.input(node, key, id));
  }
  private boxes(node: Node, key: string): HTMLElement[] {
    const one = node.kind === "select_one", given = new Set((this.half.given[key] ?? "").split(" "));
    const every = node.kind === "acknowledge" ? [{ name: "OK", labels: { "": t("yes") } }] : (this.form.lists[node.list] ?? []);
    const box = (value: string, label: string, choice = true): HTMLElement => {
      const input = h("input", { type: one ? "radio" : "checkbox", name: key, value, checked: value ? given.has(value) : !this.half.given[key], disabled: node.fixed, "data-choice": choice,
        onchange: () => {
          const chosen = [...this.place.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(key)}"]:checked`)].map((i) => i.value).filter(Boolean);
          this.set(key, chosen.join(" "), true);
        } });
      return h("label", { class: "check" }, input, h("span", { dir: "auto" }, label));
    };
    const rows = every.map((c) => box(c.name, said(c.labels, this.half.language) || c.name));
    return one && !node.fixed ? [...rows, box("", t("formUnanswered"), false)] : rows;
  }
  private ranks(node: Node, key: string, id: string): HTMLElement[] {
    const every = this.form.lists[node.list] ?? [], offered = this.saw.offered[key] ?? every.map((c) => c.name);
    const given = (this.half.given[key] ?? "").split(" ").filter(Boolean);
    const lists: HTMLSelectElement[] = offered.map((_, n) => h("select", { id: `${id}-${n}`, "aria-label": t("formPlace", { n: n + 1 }), disabled: node.fixed,
      onchange: () => this.set(key, lists.map((l) => l.value).filter(Boolean).join(" "), lists.every((l) => l.value)) },
      h("option", { value: "" }, `${n + 1}.`), every.filter((c) => offered.includes(c.name)).map((c) =>
        h("option", { value: c.name, selected: given[n] === c.name }, said(c.labels, this.half.language)))));
    return lists;
  }
  private input(node: Node, key: string, id: string): HTMLElement {
    const value = this.half.given[key] ?? "", fixed = node.fixed || !!node.trees.calculation;
    const more = { id, "aria-describedby": `${id}-no`, autocomplete: "off", dir: "auto", readonly: fixed };
    if (node.kind === "select_one") {
      const list: HTMLSelectElement = h("select", { id, "aria-describedby": `${id}-no`, disabled: fixed, onchange: () => this.set(key, list.value, true) }, h("option", { value: "" }),
        (this.form.lists[node.list] ?? []).map((c) => h("option", { value: c.name, selected: c.name === value, "data-choice": true }, said(c.labels, this.half.language))));
      return list;
    }
    const typed = (changed: boolean) => (event: Event): void => {
      const words = (event.target as HTMLInputElement).value.trim();
      this.set(key, node.kind === "decimal" || node.kind === "range" ? words.replace(",", ".") : words, changed);
    };
    const hears = { oninput: typed(false), onchange: typed(true) };
    if (node.look.includes("multiline")) {
      const area = h("textarea", { ...more, ...hears, rows: 3 });
      area.value = value;
      return area;
    }
    const mode = node.kind === "integer" ? "numeric" : node.kind === "decimal" || node.kind === "range" ? "decimal" : undefined;
    return h("input", { ...more, ...hears, type: INPUTS[node.kind] ?? "text", inputmode: mode, value });
  }

  /** A label, with the answers it mentions. */
  private sentence(words: string, turn: number[]): (HTMLElement | string)[] {
    return words.split(/(\$\{\s*[^}\s]+\s*\})/).filter(Boolean).map((part) => {
      const found = /^\$\{\s*([^}\s]+)\s*\}$/.exec(part);
      const node = found && this.nodes.get(found[1]!);
      if (!node) return part;
      const key = keyOf(node.name, turn.slice(0, node.turns.length));
      return h("bdi", { "data-mention": key }, this.shown(key));
    });
  }
  private shown(key: string): string {
    const node = this.nodes.get(key.split("[")[0]!)!, value = this.saw.values[key] ?? "";
    if (!node.list) return value;
    const labels = new Map((this.form.lists[node.list] ?? []).map((c) => [c.name, said(c.labels, this.half.language)]));
    return value.split(" ").map((v) => labels.get(v) ?? v).join(", ");
  }
}
