// Tonight: who is here, who was not seen, and one tap to everything else.

import { ask, button, h, name, type Screen } from "../draw";
import { bandIn, night } from "../night";
import { forgetForm, subject } from "../subject";
import { ageWords, called, kept, line, scanner } from "../parts";
import type { Person } from "../wire";
import { t } from "../words/index";

const STALE = 6 * 3600_000;

export const notSeen = (p: Person, now: number): boolean =>
  !!p.here && (p.state === "unaccounted" || !p.seen || now - p.seen.at > STALE);

function matches(p: Person, words: string): boolean {
  const plain = (s: string): string => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const whole = plain([p.band, p.name, p.line, p.tag, ...(p.bands ?? [])].filter(Boolean).join(" "));
  return plain(words).split(/\s+/).every((w) => whole.includes(w));
}

/** Looking at one person: a window over the list, so that no address ever names a child. */
export async function person(p: Person, redraw: () => void): Promise<void> {
  const facts: [string, string][] = [
    [t("band"), p.band ?? ""], [t("age"), ageWords(p)], [t("unit"), night.placeName(p.unit)],
    [t("clothing"), p.clothing?.startsWith("?") ? "" : (p.clothing ?? "")],
  ];
  const body = [
    h("p", null, p.name ? name(p.name) : t("unknownName"), p.supposed ? ` (${t("supposedName")})` : ""),
    h("dl", null, facts.filter(([, v]) => v).map(([k, v]) => [h("dt", null, k), h("dd", null, name(v))])),
  ];
  const answer = await ask(called(p), body, [...(night.may("see") ? [["see", t("markSeen"), "main"] as [string, string, string]] : []),
    ...(night.may("answer-form") ? [["form", t("form"), "quiet"] as [string, string, string]] : []), ["", t("close")]]);
  if (answer === "form") {
    forgetForm();
    subject.person = p.id;
    location.hash = "form";
  }
  if (answer !== "see") return;
  await see(p, "by-sight");
  redraw();
}

export async function see(p: Person, how: string): Promise<void> {
  const fields = { person: p.id, site: night.where!.site, how };
  await kept(() => night.record("see", fields), t("markSeenDone", { who: called(p) }));
}

/** A band in front of the eye while nothing else is being done: a sighting, whoever wears it. */
export async function seeBand(band: string): Promise<Person | undefined> {
  const wearer = night.wearer(band);
  if (wearer) await see(wearer, "band");
  else {
    const fields = { band };
    await kept(() => night.record("scan", fields), t("unknownBand", { band }));
  }
  return wearer;
}

export function tonightScreen(redraw: () => void, go: (to: string) => void, fetchNow: () => void): Screen {
  const now = Date.now();
  if (!night.bundle)
    return {
      title: t("tonight"),
      body: [h("p", null, t("noRoster")), h("p", { class: "quiet" }, t("noRosterHow")), button(t("fetchNow"), fetchNow, { class: "main" })],
    };
  const all = (): Person[] => [...night.people.values()].filter((p) => p.here);
  let everyone = all();
  let unseen = everyone.filter((p) => notSeen(p, now));
  const list = h("ul", { class: "people" });
  const find = h("input", { type: "search", id: "find", "aria-label": t("search"), placeholder: t("search"), autocomplete: "off" });
  let only = unseen.length > 0 && unseen.length < everyone.length;
  const alarm = h("div", null);
  const draw = (): void => {
    alarm.replaceChildren(...(night.incidents.length ? [button(t("incidentOpen"), () => go("incident"), { class: "red" }, "alarm")] : []));
    everyone = all();
    unseen = everyone.filter((p) => notSeen(p, now));
    const words = find.value.trim();
    const from = words ? [...night.people.values()].filter((p) => matches(p, words)) : only ? unseen : everyone;
    const sorted = [...from].sort((a, b) => Number(notSeen(b, now)) - Number(notSeen(a, now)) || called(a).localeCompare(called(b)));
    const rows = sorted.slice(0, 400).map((p) => line(p, [button(t("notSeen").length ? "›" : "", () => void person(p, redraw), { class: "open", "aria-label": called(p) })]));
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "quiet" }, t("nobody"))]));
  };
  find.addEventListener("input", draw);
  const which = h("div", { class: "row" }, ([[true, `${t("notSeen")} ${unseen.length}`], [false, `${t("allHere")} ${everyone.length}`]] as const).map(([value, words]) =>
    button(words, (event: Event) => {
      only = value;
      for (const b of which.children) b.setAttribute("aria-pressed", String(b === event.currentTarget));
      draw();
    }, { class: "tap", "aria-pressed": String(only === value) })));
  const seeing = scanner(async (band) => {
    await seeBand(bandIn(band));
    draw();
  });
  seeing.element.querySelector("form")!.remove(); // the search below finds a band as well
  draw();
  const gate = night.may("answer-at-gate") ? button(t("gate"), () => go("gate"), { class: "quiet" }, "door") : null;
  return {
    title: night.bundle.me.site.name,
    body: [alarm, seeing.element, gate, find, which, list],
    leave: seeing.stop,
    refresh: draw,
  };
}
