// The list of an incident: everybody who was expected, unseen until somebody looks at them again.

import { button, h, say, type Screen } from "../draw";
import { night } from "../night";
import { called, line, scanner } from "../parts";
import * as store from "../store";
import * as vault from "../vault";
import type { Bundle, Incident, Person } from "../wire";
import { clock, t } from "../words/index";
import { stranger } from "./count";
import { redButton } from "./lock";
import { see } from "./tonight";

const KIND = {
  "forced-entry": "forcedEntry", "attempted-taking": "attemptedTaking", assault: "assault", injury: "injury", fire: "fire",
} as const;

export async function incidentScreen(redraw: () => void, sent: () => Promise<unknown>): Promise<Screen> {
  const incident = night.incidents.at(-1);
  const red = button(t("redButton"), async () => (await redButton(sent)) && redraw(), { class: "red big" }, "alarm");
  const waits = await store.draft("alarm");
  if (!incident) return { title: t("incident"), body: [h("p", null, t(waits ? "pending" : "incidentNone")), red] };
  return checking(incident, await expectedOf(incident), redraw, red);
}

// Raised here: as of the last contact before it, whatever the list became since. Raised elsewhere: as the house froze it.
async function expectedOf(incident: Incident): Promise<string[]> {
  const mine = night.kept.find((k) => k.said.act === "open-incident" && k.said.fields.incident === incident.id);
  const before = mine && (await vault.shelf<Bundle>("frozen", Date.now()));
  if (!before || incident.expected.length) return incident.expected;
  for (const p of before.people) if (!night.people.has(p.id)) night.people.set(p.id, p);
  return before.people.filter((p) => p.here && !p.stranger).map((p) => p.id);
}

function checking(incident: Incident, expected: string[], redraw: () => void, red: HTMLElement): Screen {
  const who = (id: string): Person => night.people.get(id) ?? { id, tag: id.slice(0, 6) };
  const seenSince = (p: Person): boolean => (p.seen?.at ?? 0) > incident.at;
  const left = h("ul", { class: "people" });
  const done = h("ul", { class: "people" });
  const number = h("p", { class: "number", role: "status" });
  const mark = async (p: Person, how: string): Promise<void> => {
    await see(p, how);
    draw();
  };
  function draw(): void {
    const all = expected.map(who).sort((a, b) => called(a).localeCompare(called(b)));
    const rest = all.filter((p) => !seenSince(p));
    left.replaceChildren(...rest.map((p) => line(p, [button(t("found"), () => void mark(p, "by-sight"), { class: "main", "aria-label": `${t("found")}: ${called(p)}` }, "check")], { "data-person": p.id })));
    done.replaceChildren(...all.filter(seenSince).map((p) => line(p)));
    number.textContent = `${t("unseen", { time: clock(incident.at) })}: ${rest.length}`;
    summary.textContent = `${t("seenAfter")} ${all.length - rest.length}`;
  }
  const seeing = scanner(async (band) => {
    const p = night.wearer(band);
    if (p) return mark(p, "band");
    await night.record("scan", { band });
    say(t("unknownBand", { band }));
    return undefined;
  });
  const summary = h("summary", null);
  draw();
  return {
    title: t(KIND[incident.kind as keyof typeof KIND] ?? "incident"),
    body: [number, h("p", { class: "quiet" }, t("frozenList", { time: clock(incident.at) })), seeing.element, left,
      h("details", null, summary, done), button(t("addStranger"), () => void stranger(redraw), { class: "quiet" }, "plus"), red],
    leave: seeing.stop,
    refresh: draw,
  };
}
