// The gate: who stands there, what the house says of it, what to say aloud, and every attempt written down.

import { newId } from "../bytes";
import { reach, standing } from "../contact";
import { asItIs, button, h, name, say, sign, type Screen } from "../draw";
import { bandIn, night } from "../night";
import { ageWords, kept } from "../parts";
import * as vault from "../vault";
import * as wire from "../wire";
import { clock, language, t, type Key } from "../words/index";

type Sign = "may-come-in" | "may-not-come-in" | "ask-first";
interface Told {
  sign: Sign; because: string; watched: boolean;
  visit: { id: string; visitor: string; begins: number; ends: number; supervisor: string } | null;
  child: { id: string; name: string; band: string; age: [number, number | null] | null } | null;
}
interface Asked { who: string; document: string; child: string; band: string; in_hand: boolean }

// Three answers, each with a shape of its own: never a colour alone.
const SIGNS: Record<Sign, [string, Key]> = {
  "may-come-in": ["check", "gateIn"], "may-not-come-in": ["cross", "gateNotIn"], "ask-first": ["alarm", "gateAsk"],
};
const WHY: Record<string, Key> = {
  "band-of-a-child": "gateBandOfAChild", "band-unknown": "gateBandUnknown", "nobody-named": "gateNobodyNamed",
  "no-contact-ordered": "gateNoContact", "kept-apart-from": "gateKeptApart", "nobody-watches": "gateNobodyWatches",
  "not-this-hour": "gateNotThisHour", "not-approved": "gateNotApproved", "visit-now": "gateVisitNow",
  "nobody-known": "gateNobodyKnown", "no-network": "gateNoNetwork",
};
// Read out at the gate. The same words whether a child is here or not: no name, no place, no yes or no.
const ALOUD: Record<string, Key> = {
  "visit-now": "aloudWelcome", "nobody-named": "aloudName", "band-of-a-child": "aloudBand", "band-unknown": "aloudBand",
  "not-this-hour": "aloudHour",
};

export function gateScreen(): Screen {
  const field = (id: string, label: Key, more: Record<string, unknown> = {}): [HTMLInputElement, HTMLElement[]] => {
    const input = h("input", { id, maxlength: 300, autocomplete: "off", dir: "auto", ...more });
    return [input, [h("label", { for: id }, t(label)), input]];
  };
  const [who, whoPart] = field("who", "gateWho");
  const [paper, paperPart] = field("document", "gateDocument");
  const [child, childPart] = field("child", "gateChild");
  const [band, bandPart] = field("band", "gateBand", { autocapitalize: "characters", spellcheck: "false", dir: "ltr" });
  const inHand = h("input", { type: "checkbox", id: "in-hand" });
  const verdict = h("section", { class: "verdict", role: "status" });
  const asked = (): Asked => ({
    who: who.value.trim(), document: paper.value.trim(), child: child.value.trim(), band: bandIn(band.value), in_hand: inHand.checked,
  });
  const clear = (): void => {
    for (const each of [who, paper, child, band]) each.value = "";
    inHand.checked = false;
    verdict.replaceChildren();
  };
  const look = async (event: Event): Promise<void> => {
    event.preventDefault();
    verdict.replaceChildren(h("p", null, t("working")));
    const now = asked();
    const told = await lookedUp(now);
    verdict.replaceChildren(...drawn(told, now, () => ({ ...now, document: paper.value.trim() }), clear));
    verdict.scrollIntoView({ block: "nearest" });
  };
  const form = h("form", { class: "stack", onsubmit: (e: Event) => void look(e) }, whoPart, paperPart, childPart, bandPart,
    h("label", { for: "in-hand", class: "check" }, inHand, h("span", null, t("gateInHand"))),
    h("button", { type: "submit", class: "main big" }, sign("eye"), h("span", null, t("gateLook"))));
  return { title: t("gate"), body: [h("p", { class: "quiet" }, t("gateHow")), form, verdict], refresh: asItIs };
}

/** What the house says; without it, what this phone knows alone: a band of its own list, and that nobody comes in. */
async function lookedUp({ who, child, band, in_hand }: Asked): Promise<Told> {
  try {
    const body = { who, child, band, in_hand };
    if (!vault.underDuress()) return await wire.post<Told>("/pocket/v1/gate", body, language());
  } catch (wrong) {
    if (wrong instanceof wire.No) say(wrong.sentence, "wrong");
    else standing.online = false;
  }
  const nothing = { watched: false, visit: null, child: null };
  if (in_hand && night.wearer(band)) return { sign: "may-not-come-in", because: "band-of-a-child", ...nothing };
  return { sign: "ask-first", because: "no-network", ...nothing };
}

function drawn(told: Told, asked: Asked, again: () => Asked, clear: () => void): HTMLElement[] {
  const [shape, word] = SIGNS[told.sign];
  const { visit, child } = told;
  const refused = h("div", { role: "alert" });
  const answer = (value: "let-in" | "not-let-in", said: Key) => button(t(said), async () => {
    const now = again();
    if (value === "let-in" && !now.document) return say(t("gateDocumentFirst"), "wrong");
    const attempt = newId();
    if (!(await kept(() => written(attempt, told, now, value), t("gateKept")))) return undefined;
    const no = value === "let-in" ? await refusal(attempt) : undefined;
    if (!no) return clear();
    refused.replaceChildren(h("p", { class: "number is-may-not-come-in" }, sign("cross"), " ", t("gateNotIn")), h("p", null, no));
    return refused.scrollIntoView({ block: "nearest" });
  }, { class: value === "let-in" ? "main big" : "quiet big" }, value === "let-in" ? "check" : "cross");
  return [
    h("p", { class: `number is-${told.sign}` }, sign(shape), " ", t(word)),
    h("p", null, t(WHY[told.because] ?? "gateNobodyKnown")),
    ...(visit ? [h("dl", null, h("dt", null, t("gateVisitor")), h("dd", null, name(visit.visitor)),
      h("dt", null, t("gateHour")), h("dd", null, name(`${clock(visit.begins)}–${clock(visit.ends)}`)),
      visit.supervisor ? [h("dt", null, t("gateWatchedBy")), h("dd", null, name(visit.supervisor))] : null,
      child ? [h("dt", null, t("child")), h("dd", null, name([child.band, child.name].filter(Boolean).join(" · ")), " ", ageWords(child as wire.Person))] : null)] : []),
    h("blockquote", null, h("strong", null, t("gateAloud")), " ", t(ALOUD[told.because] ?? "aloudAsk")),
    ...(told.sign === "may-come-in" ? [answer("let-in", "gateLetIn")] : []),
    ...(asked.who || asked.child || asked.band ? [answer("not-let-in", "gateNotLetIn")] : []),
    refused,
  ];
}

/** Whoever is let in waits for the house's word: a court may have spoken since this was looked up. */
async function refusal(attempt: string): Promise<string | undefined> {
  await reach();
  const mine = night.kept.find((k) => k.said.fields.attempt === attempt);
  return mine?.answer && mine.answer.outcome !== "taken" ? `${mine.answer.sentence} ${mine.answer.remedy}` : undefined;
}

function written(attempt: string, told: Told, asked: Asked, word: "let-in" | "not-let-in"): Promise<void> {
  const { visit, child } = told;
  return night.record("answer-at-gate", {
    attempt, site: night.where!.site, word, reason: t(WHY[told.because] ?? "gateNobodyKnown"), who: asked.who,
    document: asked.document, asked_for: asked.child, band: asked.band, band_in_hand: asked.in_hand,
    ...(visit && child ? { person: child.id } : {}), ...(visit ? { visit: visit.id } : {}),
  });
}
