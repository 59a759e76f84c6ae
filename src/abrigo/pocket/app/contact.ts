// Contact with the house: on opening, on coming back, on network, after every act. Never in the background alone.

import * as outbox from "./outbox";
import * as red from "./red";
import * as store from "./store";
import * as vault from "./vault";
import * as wire from "./wire";
import { night } from "./night";
import { follow } from "./witness";
import { language, speak } from "./words/index";

export interface Standing {
  online: boolean;
  gone: string; // why this phone may no longer be used
  otherAge: "" | "tooOld" | "tooNew"; // this app beside the house
  busy: boolean;
  full: boolean; // an answer came and could not be written down here: it is asked for again
}
export const standing: Standing = { online: navigator.onLine, gone: "", otherAge: "", busy: false, full: false };
export const changed = new EventTarget();
const tell = (): boolean => changed.dispatchEvent(new Event("change"));
let running: Promise<void> | undefined;
let again = false;

/** Sends, then asks. Calls during a contact are one more contact after it. */
export function reach(): Promise<void> {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    try {
      do {
        again = false;
        await once();
      } while (again);
    } finally {
      running = undefined; // whatever went wrong in it, the next contact is a new one
    }
  })();
  return running;
}

async function once(): Promise<void> {
  const { stage } = await store.plain();
  if (stage !== "enrolled" && stage !== "revoked") return;
  standing.busy = true;
  tell();
  try {
    await red.complete();
    const sent = await outbox.send(language());
    standing.online = true;
    if (sent.gone) await leave(sent.gone, sent.left);
    else if (vault.unlocked() && !vault.underDuress()) await fetchRoster();
    // A locked phone asks as well: one that was stolen must hear that it was ended, and empty itself.
    else await wire.get<wire.Me>("/pocket/v1/me", language(), 10_000);
    await fetchForms();
    await fetchWords();
    standing.otherAge = "";
    standing.full = false;
  } catch (wrong) {
    await explain(wrong);
  }
  standing.busy = false;
  if (vault.unlocked()) await night.load(Date.now()).catch(lockedMeanwhile);
  tell();
}

// The phone may lock, or be locked, at any word of a contact: what was not finished is finished at the next.
function lockedMeanwhile(wrong: unknown): void {
  if (vault.unlocked()) throw wrong;
}

async function explain(wrong: unknown): Promise<void> {
  if (wrong instanceof wire.Silence) standing.online = false;
  else if (wrong instanceof wire.No) {
    standing.online = true;
    if (wrong.status === 410) await leave(wrong.gone || "revoked", (await outbox.waiting()) + (await store.photosWaiting()));
    else if (wrong.status === 426) standing.otherAge = wrong.code === "app-too-new" ? "tooNew" : "tooOld";
    else if (wrong.status === 401) standing.gone = wrong.code;
  } else if ((wrong as DOMException).name === "QuotaExceededError") standing.full = true;
  else lockedMeanwhile(wrong);
}

/** Revoked: what was recorded goes first, then the list, at first contact. */
async function leave(why: string, left: number): Promise<void> {
  standing.gone = why;
  await store.dropRoster();
  await store.change({ stage: "revoked" });
  night.bundle = undefined;
  if (left === 0) await store.dropOutbox();
}

/** Whoever asked must still be at the phone when the answer comes: a list is never handed to the next PIN. */
async function fetchRoster(): Promise<void> {
  const sitting = vault.sitting();
  const have = night.bundle?.pos;
  const { witness } = await store.plain();
  const asked = [have === undefined ? "" : `have=${have}`, witness ? `seen=${witness.size}` : ""].filter(Boolean).join("&");
  const path = `/pocket/v1/bundle${asked && `?${asked}`}`;
  const bundle = await wire.get<wire.Bundle>(path, language(), 60_000);
  const now = Date.now();
  const lasts = bundle.expires - bundle.server; // counted on our own clock, which may be wrong but runs
  await outbox.climbed(bundle.have ?? bundle.me?.have);
  if (vault.sitting() !== sitting) return;
  if (bundle.unchanged) {
    await vault.prolong(now, lasts);
    return;
  }
  await vault.keepRoster(bundle, now, lasts);
  if (vault.sitting() !== sitting) return;
  night.bundle = bundle;
  await settle(bundle.me);
  if (bundle.checkpoint) await follow(bundle.checkpoint, now).catch(() => undefined); // a list must not wait for a proof
  await fetchFaces(bundle, sitting);
}

/** The first list tells whose phone this is, and it speaks as they do, until they choose otherwise. */
async function settle(me: wire.Me): Promise<void> {
  if ((await store.plain()).language !== undefined) return;
  speak(me.holder.language);
  await store.change({ language: language() });
}

/** Forms travel apart from the list: they are large, change seldom, and only some holders answer any. */
async function fetchForms(): Promise<void> {
  if (!night.bundle?.acts.includes("answer-form") || vault.underDuress()) return;
  const sitting = vault.sitting();
  const before = await vault.shelf<wire.Forms>("forms", Date.now());
  const asked = before ? `?have=${before.mark}` : "";
  const found = await wire.get<wire.Forms>(`/pocket/v1/forms${asked}`, language(), 60_000);
  if (!found.unchanged && sitting && vault.sitting() === sitting) await vault.keepForms(found);
}

/** The sentence for every code, so that a phone without a line can say why. */
async function fetchWords(): Promise<void> {
  const { wordsIn } = await store.plain();
  if (wordsIn === language()) return;
  const told = await wire.get<{ words: Record<string, [string, string]> }>(`/pocket/v1/words?lang=${language()}`, language());
  await store.keep("words", "all", told.words);
  await store.change({ wordsIn: language() });
}

async function fetchFaces(bundle: wire.Bundle, sitting: object | undefined): Promise<void> {
  const wanted = bundle.people.filter((p) => p.photo && night.faces[p.photo] === undefined).map((p) => p.id);
  if (!wanted.length) return;
  const kept = new Set(bundle.people.map((p) => p.photo));
  const faces = Object.fromEntries(Object.entries(night.faces).filter(([digest]) => kept.has(digest)));
  const photoOf = new Map(bundle.people.map((p) => [p.id, p.photo]));
  let at = 0;
  // Two at a time: while one is on the line, the house prepares the other.
  const fetcher = async (): Promise<void> => {
    while (at < wanted.length && vault.sitting() === sitting) {
      const body = new TextEncoder().encode(JSON.stringify({ people: wanted.slice(at, (at += FACES_AT_ONCE)) }));
      const answer = await wire.request("POST", "/pocket/v1/thumbs", { body, language: language() });
      for (const [person, bytes] of thumbs(new Uint8Array(await answer.arrayBuffer()))) {
        const digest = photoOf.get(person);
        if (digest) faces[digest] = outbox.asText(bytes);
      }
    }
  };
  try {
    await Promise.all([fetcher(), fetcher()]);
  } finally {
    // What came before the line broke need not come again.
    if (vault.sitting() === sitting) {
      night.faces = faces;
      await vault.keepFaces(faces);
    }
  }
}
const FACES_AT_ONCE = 50;

function* thumbs(raw: Uint8Array): Generator<[string, Uint8Array]> {
  let at = 0;
  while (at < raw.length) {
    const end = raw.indexOf(10, at);
    if (end < 0) return;
    const head = JSON.parse(new TextDecoder().decode(raw.subarray(at, end))) as { person: string; bytes: number };
    yield [head.person, raw.subarray(end + 1, end + 1 + head.bytes)];
    at = end + 1 + head.bytes;
  }
}
