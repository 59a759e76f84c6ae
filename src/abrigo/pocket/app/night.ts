// Tonight as this phone knows it: the list of the last contact, with what was recorded here since folded over it.

import type { Fields } from "./bytes";
import * as outbox from "./outbox";
import * as store from "./store";
import * as vault from "./vault";
import type { Bundle, Handover, Incident, Person, RollCall, Transit } from "./wire";
import { language } from "./words/index";

export const BAND = /^[A-Z0-9][A-Z0-9-]{0,15}$/;

/** A band as a code or a person says it; "" when it cannot be one. */
export function bandIn(words: string): string {
  const bare = words.trim().replace(/^abrigo:band:/i, "").toUpperCase();
  return BAND.test(bare) ? bare : "";
}

export interface Count extends RollCall { mine: boolean; done: boolean; closed: boolean; waiting: boolean }

class Night {
  bundle?: Bundle;
  faces: Record<string, string> = {};
  people = new Map<string, Person>();
  counts: Count[] = [];
  incidents: Incident[] = [];
  transits: Transit[] = [];
  handovers: Handover[] = [];
  kept: outbox.Kept[] = [];
  private bands = new Map<string, string>();

  /** Where this phone is, known as long as the program runs: the red button needs it when the list is locked away. */
  where?: { operation: string; site: string };

  async load(now: number): Promise<void> {
    const sitting = vault.sitting();
    const bundle = await vault.shelf<Bundle>("tonight", now);
    const faces = (await vault.shelf<Record<string, string>>("faces", now)) ?? {};
    const kept = await outbox.all();
    if (vault.sitting() !== sitting) return; // locked meanwhile: nothing of it comes back into memory
    (this.bundle = bundle), (this.faces = faces), (this.kept = kept);
    this.fold();
  }

  forget(): void {
    this.bundle = undefined;
    this.faces = {};
    this.people.clear();
    this.bands.clear();
    (this.counts = []), (this.incidents = []), (this.kept = []), (this.transits = []), (this.handovers = []);
    outbox.forgetAll();
  }

  // -- folding ---------------------------------------------------------------

  fold(): void {
    const { bundle } = this;
    if (bundle) this.where = { operation: bundle.me.operation.id, site: bundle.me.site.id };
    this.people = new Map((bundle?.people ?? []).map((p) => [p.id, { ...p }]));
    this.counts = (bundle?.rollcalls ?? []).map((r) => ({
      ...r, answers: { ...r.answers }, mine: false, done: r.counter > 0 && r.finished.includes(r.counter), closed: false,
      waiting: false,
    }));
    this.incidents = [...(bundle?.incidents ?? [])];
    this.transits = (bundle?.transits ?? []).map((x) => ({ ...x }));
    this.handovers = (bundle?.handovers ?? []).map((x) => ({ ...x }));
    this.band();
    for (const each of this.kept) if (this.isNews(each)) this.learn(each);
    this.band();
  }

  private band(): void {
    this.bands.clear();
    for (const p of this.people.values())
      for (const b of [...(p.bands ?? []), p.band ?? ""]) if (b) this.bands.set(b, p.id);
  }

  private see(id: string, at: number, how: string): void {
    const p = this.people.get(id);
    if (p && (p.seen?.at ?? 0) < at) p.seen = { at, how };
  }

  /** Not yet in the list: not answered, or written after the list was made. What others did since then stands. */
  private isNews({ answer }: outbox.Kept): boolean {
    if (!answer || answer.outcome === "waiting") return true;
    return answer.outcome === "taken" && answer.entries.some((e) => e.pos >= (this.bundle?.pos ?? 0));
  }

  private learn({ said, answer }: outbox.Kept): void {
    const f = said.fields as Record<string, any>;
    const at = said.rec;
    switch (said.act) {
      case "register":
      case "find-stranger":
        if (!this.people.has(f.person))
          this.people.set(f.person, {
            id: f.person, band: f.band, tag: f.tag, sex: f.sex, category: f.tally, site: f.site, here: true, since: at,
            state: said.act === "register" ? "present" : "unresolved", seen: { at, how: "by-sight" },
            stranger: said.act === "find-stranger",
            age: f.apparent_age?.low === undefined ? null : [f.apparent_age.low, f.apparent_age.high],
            ...(f.names?.[0] ? { name: f.names[0].text } : {}),
          });
        if (f.band) this.bands.set(f.band, f.person);
        break;
      case "see":
        this.see(f.person, at, f.how);
        break;
      case "scan":
        this.see(this.bands.get(f.band) ?? "", at, "band");
        break;
      case "open-roll-call":
        if (!this.counts.some((c) => c.id === f.rollcall))
          this.counts.push({
            id: f.rollcall, name: f.name, unit: f.unit ?? "", opened: at, counters: f.counters, round: 1, counter: 0,
            free: [], finished: [], interrupted: "", expected: this.expected(f.unit ?? ""), answers: {}, again: [],
            mine: true, done: false, closed: false, waiting: !answer,
          });
        break;
      case "answer-roll-call": {
        const count = this.counts.find((c) => c.id === f.rollcall);
        if (count) count.answers[f.person] = { present: f.present, at };
        if (f.present) this.see(f.person, at, f.how);
        break;
      }
      case "finish-counting": {
        const count = this.counts.find((c) => c.id === f.rollcall);
        if (count) count.done = true;
        break;
      }
      case "close-roll-call": {
        const count = this.counts.find((c) => c.id === f.rollcall);
        if (count) count.closed = true;
        break;
      }
      case "open-incident":
        if (!this.incidents.some((i) => i.id === f.incident))
          this.incidents.push({
            id: f.incident, kind: f.kind, words: f.words ?? "", at, room: f.site, expected: this.expected(""),
          });
        break;
      default:
        this.move(said.act, f, at);
    }
    for (const scan of said.scans) this.see(scan.person || (this.bands.get(scan.band) ?? ""), scan.at, "band");
  }

  /** Vehicles and handovers as this phone left them: a bus must be boarded, and leave, where there is no network. */
  private move(act: string, f: Record<string, any>, at: number): void {
    const car = this.transits.find((x) => x.id === f.transit);
    const given = this.handovers.find((x) => x.id === f.handover);
    const without = (ids: string[], gone: string[]): string[] => ids.filter((id) => !gone.includes(id));
    if (act === "open-transit" && !car)
      this.transits.push({
        id: f.transit, manifest: f.manifest, vehicle: f.vehicle, origin: f.origin, destination: f.destination,
        due: Date.parse(f.due), status: "boarding", way: "out", aboard: [],
      });
    else if (act === "board" && car) {
      car.aboard = [...car.aboard, ...without(f.people, car.aboard)];
      this.place(f.people, "in-transit", false, at);
    } else if (act === "depart" && car) car.status = "under-way";
    else if (act === "arrive" && car) {
      car.aboard = without(car.aboard, [...f.came, ...f.not_came]);
      this.place(f.came, "present", true, at);
      this.place(f.not_came, "unaccounted", false, at);
    } else if (act === "hand-over" && !given)
      this.handovers.push({ id: f.handover, giver: this.bundle?.me.agency ?? "", taker: f.taker, at, way: "out", waiting: [...f.people] });
    else if (act === "take-over" && given)
      given.waiting = without(given.waiting, [...f.taken, ...f.not_taken.map((n: { person: string }) => n.person)]);
    else if (act === "give-band" && f.band) this.bands.set(f.band, f.person);
  }
  private place(ids: string[], state: string, here: boolean, at: number): void {
    for (const id of ids) {
      const p = this.people.get(id);
      if (p) Object.assign(p, { state, here, since: at });
    }
  }

  // -- asking ----------------------------------------------------------------

  expected(unit: string): string[] {
    return [...this.people.values()].filter((p) => p.here && !p.stranger && (!unit || p.unit === unit)).map((p) => p.id);
  }
  wearer(band: string): Person | undefined {
    return this.people.get(this.bands.get(band) ?? "");
  }
  may(act: string): boolean {
    return !this.bundle || this.bundle.acts.includes(act);
  }
  placeName(id: string | undefined): string {
    return this.bundle?.places.find((p) => p.id === id)?.name ?? "";
  }
  agencyName(id: string): string {
    return this.bundle?.agencies.find((a) => a.id === id)?.name ?? id;
  }
  units(): { id: string; name: string }[] {
    return (this.bundle?.places ?? []).filter((p) => p.level === "unit" && p.site === this.bundle!.me.site.id);
  }
  openCounts(): Count[] {
    return this.counts.filter((c) => !c.closed);
  }
  registered(): number {
    return this.kept.filter((k) => k.said.act === "register").length;
  }

  // -- recording -------------------------------------------------------------

  /** On the disk when this returns; folded over the list at once. */
  async record(act: string, fields: Fields, more: { scans?: outbox.Scan[]; photo?: Blob } = {}): Promise<void> {
    const at = new Date().toISOString();
    const whole: Fields = { at, ...fields };
    if (this.where && !NO_OPERATION.has(act)) whole.operation ??= this.where.operation;
    const said = await outbox.record({ act, fields: whole, ...more, pos: this.bundle?.pos ?? 0, lang: language() });
    recorded.dispatchEvent(new Event("recorded"));
    if (!vault.unlocked() || vault.underDuress()) return;
    const line = { seq: said.seq, state: "waiting", ticks: 1 } as store.Line;
    const each = { line, said };
    this.kept.push(each);
    this.learn(each);
  }
}
/** Heard by whoever counts what waits and by whoever sends it. */
export const recorded = new EventTarget();
const NO_OPERATION = new Set(["add-photo", "describe", "scan", "duress", "lost"]);

export const night = new Night();
