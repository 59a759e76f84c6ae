// Pieces several screens share: a person's line, the eye with its lamp, the ticks.

import { unb64 } from "./bytes";
import { Eye } from "./camera";
import { button, h, name, say, sign } from "./draw";
import { bandIn, night } from "./night";
import type { Person } from "./wire";
import { ago, t, type Key } from "./words/index";

export const called = (p: Person): string =>
  [p.band, p.name ?? ""].filter(Boolean).join(" · ") || p.tag || p.line || t("unknownName");

const STATES: Record<string, Key> = {
  present: "stIn", unaccounted: "stUnaccounted", "in-transit": "stTransit", "out-with-authority": "stOut",
  missing: "stMissing", unresolved: "stranger",
};

export function ageWords(p: Person): string {
  if (!p.age) return "";
  const [low, high] = p.age;
  return high === null ? t("yearsOpen", { low }) : t("years", { low, high });
}

// Pictures of this sitting; let go of together when the phone locks.
const urls = new Map<string, string>();
export function forgetFaces(): void {
  for (const url of urls.values()) URL.revokeObjectURL(url);
  urls.clear();
}
export function face(p: Person): HTMLElement {
  const kept = p.photo && night.faces[p.photo];
  if (!kept) return h("span", { class: "face", "aria-hidden": "true" }, (p.name || p.tag || "–").slice(0, 1));
  if (!urls.has(p.photo!)) urls.set(p.photo!, URL.createObjectURL(new Blob([unb64(kept)], { type: "image/webp" })));
  return h("img", { class: "face", src: urls.get(p.photo!), alt: "", width: 48, height: 48 });
}

/** One person as a line: face, band, name, how they were last seen. `after` stands at the end. */
export function line(p: Person, after: (Node | string | null)[] = [], more: Record<string, unknown> = {}): HTMLElement {
  const state = STATES[p.state ?? ""] ?? "stOther";
  const seen = p.seen ? t("seenAgo", { time: ago(p.seen.at, Date.now()) }) : t("neverSeen");
  return h(
    "li", { class: `person is-${p.state ?? "none"}`, ...more }, face(p),
    h("div", { class: "who" },
      h("strong", null, p.band ? h("span", { class: "band" }, p.band) : null, p.band && p.name ? " " : "",
        p.name ? name(p.name) : p.band ? null : name(called(p))),
      h("small", null, `${t(state)} · ${seen}`)),
    after,
  );
}

export function ticks(n: number): HTMLElement {
  const words = [t("onThisPhone"), t("onLaptop"), t("atHeadquarters")][n - 1] ?? "";
  return h("span", { class: "ticks", role: "img", "aria-label": words },
    [1, 2, 3].map((at) => h("span", { class: at <= n ? "tick on" : "tick" }, sign(at <= n ? "check" : "none"))));
}

export interface Seeing { element: HTMLElement; stop: () => void; start: () => Promise<void> }

/** The eye, its lamp and, always, the way without it. `got` hears every band, `raw` first whatever else a code says. */
export function scanner(got: (band: string, at: number) => unknown, raw?: (words: string) => boolean): Seeing {
  const eye = new Eye();
  let lit = false;
  const told = h("p", { class: "scan-told", role: "status" });
  const lamp = button(t("torch"), () => void eye.torch((lit = !lit)), { class: "quiet", hidden: true }, "lamp");
  const frame = h("div", { class: "eye", hidden: true }, eye.video, h("div", { class: "mark", "aria-hidden": "true" }));
  const open = button(t("scan"), () => void (frame.hidden ? start() : stop()), { class: "main" }, "scan");
  const typed = h("input", {
    "aria-label": t("typeBand"), placeholder: t("typeBand"), autocomplete: "off", autocapitalize: "characters",
    spellcheck: "false", enterkeyhint: "done", maxlength: 40, dir: "ltr",
  });
  const heard = (words: string, at: number): void => {
    if (raw?.(words)) return;
    const band = bandIn(words);
    if (!band) return void (told.textContent = t("notABand"));
    told.textContent = band;
    navigator.vibrate?.(60);
    got(band, at);
  };
  const form = h("form", {
    class: "typed", novalidate: true,
    onsubmit: (event: Event) => {
      event.preventDefault();
      if (!typed.value.trim()) return;
      heard(typed.value, performance.now());
      if (bandIn(typed.value)) typed.value = "";
    },
  }, typed, h("button", { type: "submit", class: "quiet" }, t("use")));

  async function start(): Promise<void> {
    told.textContent = t("loadingEye");
    const trouble = await eye.open();
    if (trouble) {
      told.textContent = t(({ refused: "cameraRefused", none: "cameraNone", busy: "cameraBusy" } as const)[trouble]);
      typed.focus();
      return;
    }
    frame.hidden = false;
    lamp.hidden = !eye.hasTorch;
    open.lastElementChild!.textContent = t("stopScan");
    told.textContent = t("scanHint");
    await eye.watch(heard, () => (told.textContent = t("tornCode"))).catch(() => {
      told.textContent = t("cameraNone");
    });
  }
  function stop(): void {
    eye.close();
    frame.hidden = true;
    lamp.hidden = true;
    open.lastElementChild!.textContent = t("scan");
    told.textContent = "";
  }
  const element = h("section", { class: "scanner" }, frame, told, h("div", { class: "row" }, open, lamp), form);
  return { element, stop, start };
}

/** A choice by taps: big, one at a time, the chosen one marked by a sign and not by colour alone. */
export function taps<V extends string>(
  label: string, choices: [V, string][], chosen: V | undefined, pick: (value: V) => void,
): HTMLElement {
  const group = h("fieldset", { class: "taps" }, h("legend", null, label));
  const draw = (now: V | undefined): void => {
    group.replaceChildren(group.firstElementChild!, h("div", { class: "row" }, choices.map(([value, words]) =>
      button(words, () => (draw(value), pick(value)), { "aria-pressed": String(value === now), class: "tap" },
        value === now ? "check" : ""))));
  };
  draw(chosen);
  return group;
}

/** Keeps something, and says so; says just as plainly when the phone could not. */
export async function kept(what: () => Promise<unknown>, words: string): Promise<boolean> {
  try {
    await what();
  } catch (wrong) {
    console.error("not kept", (wrong as Error).name);
    say(t("notKept"), "wrong");
    return false;
  }
  say(words);
  return true;
}
