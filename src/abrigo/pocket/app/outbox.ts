// The outbox: what this phone recorded, signed and sealed before anybody is told it is kept, and sent until it is answered.

import { b64, hex, newId, sha256, utf8, type Fields } from "./bytes";
import * as store from "./store";
import type { Line, State } from "./store";
import * as vault from "./vault";
import * as wire from "./wire";

export interface Scan { band: string; person: string; at: number }
export interface Body {
  v: 1; dev: string; seq: number; prev: string; id: string; rec: number; pos: number; act: string;
  fields: Fields; scans: Scan[]; lang: string;
}
interface Parcel { body: string; sig: string }
/** One line as the holder sees it. */
export interface Kept { line: Line; said: Body; answer?: wire.Receipt; photoNo?: string }

const BATCH = 200;
const PIECE = 262_144;
// What was recorded while locked is known to this running program, and may go out before anybody unlocks it.
const loose = new Map<number, Parcel>();
export const forgetLoose = (): void => loose.clear();

export interface Asked { act: string; fields: Fields; scans?: Scan[]; photo?: Blob; pos: number; lang: string }

/** Recorded: signed, numbered, sealed, on the disk. Everything after this is about telling the house. */
export async function record(asked: Asked, loosely = false): Promise<Body> {
  return navigator.locks.request("abrigo-outbox", async () => {
    const before = await store.last();
    const { device } = await store.plain();
    const said: Body = {
      v: 1, dev: device!, seq: before.seq + 1, prev: before.hash, id: newId(), rec: Date.now(), pos: asked.pos,
      act: asked.act, fields: asked.fields, scans: asked.scans ?? [], lang: asked.lang,
    };
    const body = JSON.stringify(said);
    const parcel = { body, sig: await vault.sign(`abrigo/act/1\n${body}`) };
    const hash = hex(await sha256(utf8(`abrigo/act/1\n${body}`)));
    const photo = asked.photo ? await vault.box(await asked.photo.arrayBuffer()) : undefined;
    const sealed = await vault.boxJson(parcel);
    const line: Line = { seq: said.seq, hash, state: "waiting", ticks: 1, body: sealed };
    await store.append(photo ? { ...line, photo: "waiting" } : line, photo);
    if (loosely) loose.set(said.seq, parcel);
    else cache.set(said.seq, { body: said, parcel });
    return said;
  });
}

// Opened once a sitting, not once a look: sealing is per line, and a list of 160 must not wait for it.
const cache = new Map<number, { body: Body; parcel: Parcel; answer?: wire.Receipt }>();
export const forgetAll = (): void => cache.clear();

async function opened(line: Line): Promise<{ body: Body; parcel: Parcel; answer?: wire.Receipt }> {
  const known = cache.get(line.seq);
  if (known && (known.answer || !line.answer)) return known;
  const parcel = known?.parcel ?? (await vault.unboxJson<Parcel>(line.body));
  const answer = line.answer && (await vault.unboxJson<wire.Receipt>(line.answer));
  const whole = { body: JSON.parse(parcel.body) as Body, parcel, ...(answer ? { answer } : {}) };
  if (vault.unlocked()) cache.set(line.seq, whole);
  return whole;
}

/** Everything recorded here, oldest first. Needs the phone unlocked. */
export async function all(): Promise<Kept[]> {
  if (!vault.unlocked() || vault.underDuress()) return [];
  const lines = await store.lines();
  return Promise.all(lines.map(async (line) => {
    const { body, answer } = await opened(line);
    const photoNo = line.photoNo && (await vault.unboxJson<string>(line.photoNo));
    return { line, said: body, ...(answer ? { answer } : {}), ...(photoNo ? { photoNo } : {}) };
  }));
}

export const waiting = store.waits;

const STATE: Record<wire.Receipt["outcome"], State> = {
  taken: "taken", refused: "refused", kept: "person", waiting: "waiting", unreadable: "person",
};

async function settle(answered: wire.Receipts): Promise<void> {
  for (const receipt of answered.receipts) {
    const state = STATE[receipt.outcome];
    const far = receipt.seq <= (answered.have.headquarters ?? 0);
    const ticks = state === "waiting" || receipt.outcome === "unreadable" ? 1 : far ? 3 : 2;
    await store.mark(receipt.seq, { state, ticks, answer: await vault.boxJson(receipt) });
    const known = cache.get(receipt.seq);
    if (known) cache.set(receipt.seq, { ...known, answer: receipt });
    loose.delete(receipt.seq);
  }
}

/** What the house says has reached headquarters gets its third tick, also when it was taken long ago. */
export async function climbed(have: wire.Have | undefined): Promise<void> {
  const far = have?.headquarters ?? 0;
  for (const line of far ? await store.lines() : [])
    if (line.seq <= far && line.ticks === 2) await store.mark(line.seq, { ticks: 3 });
}

export interface Sent { taken: number; left: number; gone: string }

/** Sends what waits, in order, in batches; safe to be cut anywhere and to be begun again. */
export async function send(language: string): Promise<Sent> {
  return navigator.locks.request("abrigo-send", async () => {
    let taken = 0;
    let gone = "";
    const tried = new Set<number>();
    for (;;) {
      const lines = (await store.waiting()).filter((l) => !tried.has(l.seq));
      const parcels: Parcel[] = [];
      for (const line of lines.slice(0, BATCH)) {
        const parcel = vault.unlocked() && !vault.underDuress() ? (await opened(line)).parcel : loose.get(line.seq);
        tried.add(line.seq);
        if (parcel) parcels.push(parcel);
      }
      if (!parcels.length && lines.length <= BATCH) break;
      if (!parcels.length) continue;
      const answered = await wire.post<wire.Receipts>("/pocket/v1/inbox", { v: 1, parcels }, language);
      await settle(answered);
      gone = answered.gone;
      taken += answered.receipts.filter((r) => r.outcome !== "waiting" && r.outcome !== "unreadable").length;
      await climbed(answered.have);
      await owned(answered.have, language);
    }
    await sendPhotos(language);
    return { taken, left: (await waiting()) + (await store.photosWaiting()), gone };
  });
}

/** Numbers the house misses and this phone no longer has: said out loud, so that nobody waits for them for ever. */
async function owned(have: wire.Have, language: string): Promise<void> {
  if (!vault.unlocked() || vault.underDuress()) return;
  const here = new Set((await store.lines()).map((l) => l.seq));
  const told = new Set<string>();
  for (const line of await store.lines()) {
    const { body } = await opened(line);
    if (body.act === "lost") told.add(`${body.fields.from}-${body.fields.to}`);
  }
  for (const [from, to] of have.missing)
    if (![...here].some((seq) => from <= seq && seq <= to) && !told.has(`${from}-${to}`))
      await record({ act: "lost", fields: { from, to }, pos: 0, lang: language });
}

async function sendPhotos(language: string): Promise<void> {
  if (!vault.unlocked() || vault.underDuress()) return;
  for (const line of await store.lines()) {
    if (line.photo !== "waiting" || line.state !== "taken") continue;
    const kept = await store.photo(line.seq);
    if (!kept) continue;
    const { body } = await opened(line);
    const bytes = new Uint8Array(await vault.unbox(kept));
    await sendPhoto(String(body.fields.digest), String(body.fields.person), bytes, language).then(
      () => store.photoSent(line.seq),
      async (wrong: unknown) => {
        if (!(wrong instanceof wire.No)) throw wrong;
        // 422: the picture itself will not do, however often it is sent. Anything else may pass.
        if (wrong.status === 422) await store.photoRefused(line.seq, await vault.boxJson(`${wrong.sentence} ${wrong.remedy}`));
      },
    );
  }
}

interface Piece { have: number; size: number; done: boolean }
async function sendPhoto(digest: string, person: string, bytes: Uint8Array<ArrayBuffer>, language: string): Promise<void> {
  const path = `/pocket/v1/photo/${digest}?person=${encodeURIComponent(person)}`;
  let at = await wire.get<Piece>(path, language);
  while (!at.done) {
    const body = bytes.subarray(at.have, at.have + PIECE);
    const asked = { body, type: "application/octet-stream", language, within: 60_000 };
    at = (await (await wire.request("PUT", `${path}&offset=${at.have}`, asked)).json()) as Piece;
  }
}

export const digestOf = async (photo: Blob): Promise<string> => hex(await sha256(await photo.arrayBuffer()));
export const asText = (raw: Uint8Array): string => b64(raw);
