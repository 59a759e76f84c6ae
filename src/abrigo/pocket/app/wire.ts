// How the phone speaks to the house: docs/pocket.md, to the byte. Nothing here knows a screen.

import { b64, dice, hex, sha256, utf8 } from "./bytes";
import * as store from "./store";
import { sign } from "./vault";

export const PAGE = "1"; // the version of docs/pocket.md this program speaks

export interface Person {
  id: string; band?: string; bands?: string[]; tag?: string; line?: string; name?: string; supposed?: boolean;
  sex?: string; age?: [number, number | null] | null; category?: string; state?: string; site?: string; unit?: string;
  since?: number; seen?: { at: number; how: string } | null; group?: string; stranger?: boolean; clothing?: string;
  photo?: string; here?: boolean;
}
export interface RollCall {
  id: string; name: string; unit: string; opened: number; counters: number; round: number; counter: number;
  free: number[]; finished: number[]; interrupted: string; expected: string[];
  answers: Record<string, { present: boolean; at: number }>; again: string[];
}
export interface Incident { id: string; kind: string; words: string; at: number; room: string; expected: string[] }
export interface Transit {
  id: string; manifest: string; vehicle: string; origin: string; destination: string; due: number; status: string;
  way: "in" | "out"; aboard: string[];
}
export interface Handover { id: string; giver: string; taker: string; at: number; way: "in" | "out"; waiting: string[] }
export interface Me {
  device: string; state: "waiting" | "enrolled"; label: string;
  holder: { staff: string; name: string; role: string; language: string };
  operation: { id: string; name: string; zone: string }; site: { id: string; name: string }; agency: string;
  until: number; server: number; ahead: number; fingerprint: string; have: Have; person_needed: number;
}
export interface Have { last: number; missing: [number, number][]; headquarters?: number }
export interface Place { id: string; level: "site" | "unit"; name: string; kind: string; site: string }
export interface Bundle {
  v: number; pos: number; server: number; expires: number; unchanged?: true; have?: Have; me: Me; acts: string[]; places: Place[];
  agencies: { id: string; name: string }[]; people: Person[]; rollcalls: RollCall[]; incidents: Incident[];
  transits: Transit[]; handovers: Handover[]; checkpoint?: Checkpoint | null;
}
/** One end of the house's record, and the proof that it continues the one of size `old`. */
export interface Checkpoint { note: string; key?: string; size: number; root: string; old: number; proof: string[] }
export interface Receipt {
  seq: number; id: string; hash: string; outcome: "taken" | "refused" | "kept" | "waiting" | "unreadable";
  why: string; sentence: string; remedy: string; again: boolean; sightings: number;
  entries: { kind: string; pos: number; id: string }[]; at: number | null; said: number | null;
}
export interface Receipts { receipts: Receipt[]; have: Have; server: number; ahead: number; gone: string }

/** The forms the holder may answer; `mark` changes when any of them does. */
export interface Forms { v: number; mark: string; unchanged?: true; forms: import("./engine").Form[] }

/** The house said no. `code` is its word for why. */
export class No extends Error {
  constructor(
    readonly status: number, readonly code: string, readonly sentence: string, readonly remedy: string,
    readonly gone: string, readonly more: Record<string, unknown>,
  ) {
    super(code);
  }
}
/** Nobody answered: no network, or no house. */
export class Silence extends Error {}

export interface Heard { ahead?: number }
export const heard: Heard = {};

async function answerOf(response: Response): Promise<Response> {
  const ahead = response.headers.get("Abrigo-Ahead");
  if (ahead !== null) {
    heard.ahead = Number(ahead);
    await store.change({ clockAhead: heard.ahead }).catch(() => undefined);
  }
  if (response.ok) return response;
  const said = (await response.json().catch(() => ({}))) as Record<string, string>;
  // Something between us and the house answered in its place (a hotel's sign-in page, a proxy): as good as silence.
  if (!said.code) throw new Silence();
  throw new No(response.status, said.code, said.sentence ?? "", said.remedy ?? "", said.gone ?? "", said);
}

async function speak(path: string, init: RequestInit, within: number): Promise<Response> {
  try {
    return await fetch(path, { ...init, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(within) });
  } catch {
    throw new Silence();
  }
}

async function pressed(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

interface Asked { body?: Uint8Array<ArrayBuffer>; type?: string; within?: number; language: string }

/** A signed request. Raises Silence or No. */
export async function request(method: string, path: string, asked: Asked): Promise<Response> {
  const { device } = await store.plain();
  let body = asked.body ?? new Uint8Array();
  const headers: Record<string, string> = { "Abrigo-App": PAGE, "Accept-Language": asked.language };
  if (asked.body) headers["Content-Type"] = asked.type ?? "application/json";
  if (body.length > 1024 && !asked.type) {
    body = await pressed(body);
    headers["Content-Encoding"] = "gzip";
  }
  const time = String(Date.now());
  const nonce = b64(dice(16));
  const said = `abrigo/request/1\n${method}\n${path}\n${device}\n${time}\n${nonce}\n${hex(await sha256(body))}\n`;
  headers["Abrigo-Device"] = device ?? "";
  headers["Abrigo-Time"] = time;
  headers["Abrigo-Nonce"] = nonce;
  headers["Abrigo-Signature"] = await sign(said);
  const sent = asked.body ? { method, headers, body } : { method, headers };
  return answerOf(await speak(path, sent, asked.within ?? 30_000));
}

export const get = async <T>(path: string, language: string, within?: number): Promise<T> =>
  (await request("GET", path, { language, within })).json() as Promise<T>;
export const post = async <T>(path: string, value: unknown, language: string): Promise<T> =>
  (await request("POST", path, { body: utf8(JSON.stringify(value)), language })).json() as Promise<T>;

export interface Enrolled { device: string; state: string; fingerprint: string; holder: string; site: string; until: number }

/** A code becomes a waiting device. The code is the one word of this that a person typed. */
export async function enrol(code: string, label: string, language: string): Promise<Enrolled> {
  const { alg, key } = await store.plain();
  const sig = await sign(`abrigo/enrol/1\n${code}\n${alg}\n${key}\n`);
  const body = JSON.stringify({ v: 1, code, alg, key, label, sig });
  const headers = { "Content-Type": "application/json", "Accept-Language": language, "Abrigo-App": PAGE };
  return (await answerOf(await speak("/pocket/v1/enrol", { method: "POST", headers, body }, 30_000))).json();
}

/** A code as a person types or scans it; "" when it cannot be one. */
export function codeIn(words: string): string {
  const bare = (words.split("#").pop() ?? "").toUpperCase().replace(/[\s-]/g, "");
  const read = bare.replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(read) ? read : "";
}
