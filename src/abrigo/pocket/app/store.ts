// Where the phone keeps things: IndexedDB, written strictly, and what it may hold in clear (nothing about anybody).

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  ct: ArrayBuffer;
}
/** Sealed to the phone's own box: `eph` is the public half that only the unlocked phone can complete. */
export interface Boxed extends Sealed {
  eph: ArrayBuffer;
}
export type State = "waiting" | "taken" | "refused" | "person";
export interface Line {
  seq: number;
  state: State;
  ticks: number; // 1 on this phone, 2 on the field laptop, 3 at headquarters
  body: Boxed;
  hash: string; // of the parcel, which the next one cites
  answer?: Boxed;
  photo?: "waiting" | "sent" | "refused"; // its bytes lie beside, and go in pieces once the act is taken
  photoNo?: Boxed; // why the house did not take the picture; its bytes stay
}
/** How far this phone has followed the house's record: whoever rewrites it must lie to this phone too. */
export interface Witness {
  key: string; // the record's key as a C2SP verifier key, pinned from the first contact
  size: number;
  root: string; // b64
  at: number;
  broken?: number; // since when what the house shows no longer continues what it showed before
}
/** All that stands in clear: numbers, marks and public keys. */
export interface Plain {
  stage: "new" | "asked" | "enrolled" | "revoked";
  alg?: "Ed25519" | "P-256";
  key?: string; // the public key, b64
  device?: string;
  code?: string; // only while enrolling: the fingerprint needs it
  slots?: Sealed[];
  salt?: Uint8Array<ArrayBuffer>;
  passkey?: { credential: ArrayBuffer; salt: Uint8Array<ArrayBuffer>; slot: Sealed };
  box?: ArrayBuffer; // public half of the outbox key
  tries: number;
  waitUntil: number;
  rosterFrom?: number;
  rosterUntil?: number;
  clockAhead: number; // ms this phone is ahead of the house, as of the last contact
  language?: string;
  shownTo?: number;
  witness?: Witness;
  wordsIn?: string; // the language of the sentences kept
}

interface Room extends DBSchema {
  plain: { key: string; value: Plain };
  keys: { key: string; value: CryptoKeyPair };
  roster: { key: string; value: { wrapped: Sealed; body: Sealed } };
  outbox: { key: number; value: Line; indexes: { state: State } };
  photos: { key: number; value: Boxed };
  drafts: { key: string; value: Boxed };
  words: { key: string; value: Record<string, [string, string]> };
}

const STRICT = { durability: "strict" } as const;
export const NOTHING: Plain = { stage: "new", tries: 0, waitUntil: 0, clockAhead: 0 };
let opened: Promise<IDBPDatabase<Room>> | undefined;

export function room(): Promise<IDBPDatabase<Room>> {
  opened ??= openDB<Room>("abrigo-pocket", 2, {
    upgrade(db, from) {
      if (from < 1) {
        for (const name of ["plain", "keys", "roster", "drafts", "photos"] as const) db.createObjectStore(name);
        db.createObjectStore("outbox", { keyPath: "seq" }).createIndex("state", "state");
      }
      if (from < 2) db.createObjectStore("words");
    },
    // A newer version in another tab must not wait for this one.
    blocking: (_a, _b, event) => (event.target as IDBDatabase).close(),
  });
  return opened;
}

export async function plain(): Promise<Plain> {
  return { ...NOTHING, ...(await (await room()).get("plain", "me")) };
}

/** Changes what stands in clear. Strict: a wrong try that is not on the disk was not counted. */
export async function change(part: Partial<Plain>): Promise<Plain> {
  const tx = (await room()).transaction("plain", "readwrite", STRICT);
  const now = { ...NOTHING, ...(await tx.store.get("me")), ...part };
  await tx.store.put(now, "me");
  await tx.done;
  return now;
}

export async function keep<S extends "keys" | "roster" | "drafts" | "words">(
  store: S, key: string, value: Room[S]["value"],
): Promise<void> {
  const tx = (await room()).transaction(store, "readwrite", STRICT);
  await tx.store.put(value, key);
  await tx.done;
}

/** The last number and its hash, from which the next parcel is made. */
export async function last(): Promise<{ seq: number; hash: string }> {
  const found = await (await room()).transaction("outbox").store.openCursor(null, "prev");
  return found ? { seq: found.value.seq, hash: found.value.hash } : { seq: 0, hash: "" };
}

/** Strict, and it fails when the number exists: two tabs can never give one number twice. */
export async function append(line: Line, photo?: Boxed): Promise<void> {
  const tx = (await room()).transaction(["outbox", "photos"], "readwrite", STRICT);
  const puts = [tx.objectStore("outbox").add(line), ...(photo ? [tx.objectStore("photos").put(photo, line.seq)] : [])];
  await Promise.all([...puts, tx.done]);
}

export async function mark(seq: number, part: Partial<Line>): Promise<void> {
  const tx = (await room()).transaction("outbox", "readwrite", STRICT);
  const line = await tx.store.get(seq);
  if (line) await tx.store.put({ ...line, ...part });
  await tx.done;
}

export const waiting = async (): Promise<Line[]> => (await room()).getAllFromIndex("outbox", "state", "waiting");
export const waits = async (): Promise<number> => (await room()).countFromIndex("outbox", "state", "waiting");
export const photo = async (seq: number): Promise<Boxed | undefined> => (await room()).get("photos", seq);
export async function photoSent(seq: number): Promise<void> {
  await mark(seq, { photo: "sent" });
  await (await room()).delete("photos", seq);
}
/** The house would not have it: the picture stays here, with the reason beside it. */
export const photoRefused = (seq: number, photoNo: Boxed): Promise<void> => mark(seq, { photo: "refused", photoNo });
export const photosWaiting = async (): Promise<number> => (await lines()).filter((l) => l.photo === "waiting" && l.state === "taken").length;
export const words = async (): Promise<Record<string, [string, string]>> => (await (await room()).get("words", "all")) ?? {};
export const lines = async (): Promise<Line[]> => (await room()).getAll("outbox");

/** The roster goes; what was recorded stays. */
export async function dropRoster(): Promise<void> {
  const tx = (await room()).transaction("roster", "readwrite", STRICT);
  await tx.store.clear();
  await tx.done;
  await change({ rosterFrom: undefined, rosterUntil: undefined });
}

/** Whether this browser keeps what it is told to keep; a private window may not. */
export async function storageTrouble(): Promise<"none" | "refused" | "fleeting" | "full"> {
  try {
    await plain();
    await change({ shownTo: Date.now() });
  } catch (wrong) {
    return (wrong as DOMException).name === "QuotaExceededError" ? "full" : "refused";
  }
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < 20e6) return "full";
  return (await navigator.storage?.persist?.()) === false ? "fleeting" : "none";
}

/** The last of a phone that is gone: only once the house has a receipt for every parcel. */
export async function dropOutbox(): Promise<void> {
  const tx = (await room()).transaction(["outbox", "drafts", "photos"], "readwrite", STRICT);
  await Promise.all([...(["outbox", "drafts", "photos"] as const).map((s) => tx.objectStore(s).clear()), tx.done]);
}
export const draft = async (key: string): Promise<Boxed | undefined> => (await room()).get("drafts", key);
export const dropDraft = async (key: string): Promise<void> => (await room()).delete("drafts", key);
