// The vault of the phone: what a thief must not read, and what even a locked phone must be able to write down.
//
// Two keys live behind the PIN (or the passkey): the roster's, and the private half of the outbox's. Writing needs only the
// public half, so a locked phone can record the forced gate; reading needs the PIN. Two slots always exist and look
// alike: one of them may be the PIN for the day somebody holds the guard's arm.

import { argon2id } from "hash-wasm";
import { b64, dice, hex, sha256, text, unb64, utf8 } from "./bytes";
import * as store from "./store";
import type { Boxed, Sealed } from "./store";

export const MOST_TRIES = 8;
export const LOCK_AFTER = 120_000; // ms without a touch
export const SHIFT = 12 * 3600_000;
const SLOT = 512; // bytes, whatever is inside
const SLOW = { iterations: 3, memorySize: 32 * 1024, parallelism: 1, hashLength: 32 } as const;
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const AES = "AES-GCM";

interface Inside {
  duress: boolean;
  roster: string; // raw key, b64
  outbox: string; // pkcs8, b64; empty under duress
}
interface Open {
  duress: boolean;
  roster: CryptoKey;
  outbox?: CryptoKey;
}
let open: Open | undefined;

export const unlocked = (): boolean => open !== undefined;
/** The one opening of this phone that lasts now: another after a lock is another, though the PIN be the same. */
export const sitting = (): object | undefined => open;
export const underDuress = (): boolean => open?.duress === true;
export function lock(): void {
  open = undefined;
}

// -- sealing -----------------------------------------------------------------

async function seal(key: CryptoKey, plain: BufferSource): Promise<Sealed> {
  const iv = dice(12);
  return { iv, ct: await crypto.subtle.encrypt({ name: AES, iv }, key, plain) };
}
const unseal = (key: CryptoKey, sealed: Sealed): Promise<ArrayBuffer> =>
  crypto.subtle.decrypt({ name: AES, iv: sealed.iv }, key, sealed.ct);
const aes = (raw: BufferSource): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);

let boxKey: { of: ArrayBuffer; key: CryptoKey } | undefined;
async function publicBox(): Promise<CryptoKey> {
  const raw = (await store.plain()).box;
  if (!raw) throw new Error("no-box");
  if (boxKey?.of !== raw) boxKey = { of: raw, key: await crypto.subtle.importKey("raw", raw, CURVE, false, []) };
  return boxKey.key;
}

async function shared(theirs: CryptoKey, mine: CryptoKey): Promise<CryptoKey> {
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
  return aes(await sha256(secret));
}

/** Sealed to this phone; works while it is locked. Only the unlocked phone opens it. */
export async function box(plain: BufferSource): Promise<Boxed> {
  const eph = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const key = await shared(await publicBox(), eph.privateKey);
  return { ...(await seal(key, plain)), eph: await crypto.subtle.exportKey("raw", eph.publicKey) };
}

export async function unbox(boxed: Boxed): Promise<ArrayBuffer> {
  if (!open?.outbox) throw new Error("locked");
  const theirs = await crypto.subtle.importKey("raw", boxed.eph, CURVE, false, []);
  return unseal(await shared(theirs, open.outbox), boxed);
}
export const boxJson = (value: unknown): Promise<Boxed> => box(utf8(JSON.stringify(value)));
export const unboxJson = async <T>(boxed: Boxed): Promise<T> => JSON.parse(text(await unbox(boxed))) as T;

// -- the device's own hand -----------------------------------------------------

/** The key that signs. Made here, never extractable, never moved: a phone set up anew is a new phone. */
export async function device(): Promise<CryptoKeyPair> {
  const kept = await (await store.room()).get("keys", "device");
  if (kept) return kept;
  const { pair, alg } = await made();
  await store.keep("keys", "device", pair);
  const key = b64(await crypto.subtle.exportKey("raw", pair.publicKey));
  const name = hex(await sha256(utf8(`abrigo/device/1\n${alg}\n${key}`))).slice(0, 32);
  await store.change({ alg, key, device: name });
  return pair;
}
async function made(): Promise<{ pair: CryptoKeyPair; alg: "Ed25519" | "P-256" }> {
  try {
    return { pair: (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair, alg: "Ed25519" };
  } catch {
    const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
    return { pair: await crypto.subtle.generateKey(ecdsa, false, ["sign", "verify"]), alg: "P-256" };
  }
}
export const sign = async (message: string): Promise<string> => b64(await signRaw(utf8(message)));
export async function signRaw(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { privateKey } = await device();
  const how = privateKey.algorithm.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : "Ed25519";
  return new Uint8Array(await crypto.subtle.sign(how, privateKey, message));
}

/** What a second person reads off this phone: twelve digits of the code and the key. */
export async function fingerprint(): Promise<string> {
  const { code, alg, key } = await store.plain();
  const raw = await sha256(utf8(`abrigo/fingerprint/1\n${code}\n${alg}\n${key}\n`));
  const n = new DataView(raw).getBigUint64(0) % 10n ** 12n;
  return n.toString().padStart(12, "0").match(/.{4}/g)!.join(" ");
}

// -- PIN and passkey -------------------------------------------------------------

const slow = async (pin: string, salt: Uint8Array): Promise<CryptoKey> =>
  aes((await argon2id({ ...SLOW, password: pin, salt, outputType: "binary" })) as Uint8Array<ArrayBuffer>);

async function slot(key: CryptoKey, inside: Inside): Promise<Sealed> {
  const words = utf8(JSON.stringify(inside));
  const padded = new Uint8Array(SLOT).fill(0x20);
  padded.set(words);
  return seal(key, padded);
}

/** Sets the PIN and, if given, the one for duress. Once for each phone: whatever was sealed before would be lost. */
export async function setPin(pin: string, duress: string): Promise<void> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const outbox = b64(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const salt = dice(16);
  const inside = { duress: false, roster: b64(dice(32)), outbox };
  const real = await slot(await slow(pin, salt), inside);
  const blank = { duress: true, roster: b64(dice(32)), outbox: "" };
  const other = await slot(duress ? await slow(duress, salt) : await aes(dice(32)), blank);
  const slots = dice(1)[0]! & 1 ? [real, other] : [other, real];
  await store.change({ salt, slots, box: await crypto.subtle.exportKey("raw", pair.publicKey), tries: 0 });
  await enter(inside);
}

async function enter(inside: Inside): Promise<void> {
  const roster = await aes(unb64(inside.roster));
  const outbox = inside.outbox
    ? await crypto.subtle.importKey("pkcs8", unb64(inside.outbox), CURVE, false, ["deriveBits"])
    : undefined;
  open = { duress: inside.duress, roster, outbox };
}

const opens = async (key: CryptoKey, sealed: Sealed): Promise<Inside | undefined> => {
  try {
    return JSON.parse(text(await unseal(key, sealed)).trimEnd()) as Inside;
  } catch {
    return undefined;
  }
};

export type Tried = { in: true } | { in: false; left: number; waitUntil: number };

/** One try, counted on the disk before it is made: pulling the battery gives nobody a ninth. */
export async function tryPin(pin: string, now: number): Promise<Tried> {
  const before = await store.plain();
  if (before.waitUntil > now) return { in: false, left: 0, waitUntil: before.waitUntil };
  const tries = before.tries + 1;
  await store.change({ tries });
  const key = await slow(pin, before.salt!);
  for (const each of before.slots!) {
    const inside = await opens(key, each);
    if (!inside) continue;
    await enter(inside);
    if (inside.duress) await store.dropRoster(); // whoever holds the arm may ask for the other PIN next
    await store.change({ tries: 0, waitUntil: 0 });
    return { in: true };
  }
  if (tries < MOST_TRIES) return { in: false, left: MOST_TRIES - tries, waitUntil: 0 };
  // Locked out: the list is gone for good. What was recorded stays sealed, and each further guess waits twice as long.
  await store.dropRoster();
  const waitUntil = now + 60_000 * 2 ** Math.min(tries - MOST_TRIES, 10);
  await store.change({ waitUntil });
  return { in: false, left: 0, waitUntil };
}

const RP = "Abrigo";
export const passkeysHere = async (): Promise<boolean> =>
  !!(await globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false));

const prfKey = async (secret: BufferSource): Promise<CryptoKey> => {
  const raw = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8("abrigo/pocket/passkey/1") };
  return crypto.subtle.deriveKey(how, raw, { name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
};

interface Prf {
  prf?: { enabled?: boolean; results?: { first?: BufferSource } };
}

/** Adds the finger or the face to the PIN. False where the phone's passkeys cannot keep a secret (no PRF). */
export async function addPasskey(pin: string): Promise<boolean> {
  const { salt, slots } = await store.plain();
  const key = await slow(pin, salt!);
  const inside = (await Promise.all(slots!.map((s) => opens(key, s)))).find((i) => i && !i.duress);
  if (!inside) return false;
  const first = dice(32);
  const made = (await navigator.credentials.create({
    publicKey: {
      rp: { name: RP }, user: { id: dice(16), name: RP, displayName: RP }, challenge: dice(32),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
      extensions: { prf: { eval: { first } } },
    },
  })) as PublicKeyCredential | null;
  if (!made || !(made.getClientExtensionResults() as Prf).prf?.enabled) return false;
  const secret = await prf(made.rawId, first);
  if (!secret) return false;
  await store.change({
    passkey: { credential: made.rawId, salt: first, slot: await slot(await prfKey(secret), inside) },
  });
  return true;
}

async function prf(credential: ArrayBuffer, first: Uint8Array<ArrayBuffer>): Promise<BufferSource | undefined> {
  const got = (await navigator.credentials.get({
    publicKey: {
      challenge: dice(32), userVerification: "required",
      allowCredentials: [{ type: "public-key", id: credential }], extensions: { prf: { eval: { first } } },
    },
  })) as PublicKeyCredential | null;
  return (got?.getClientExtensionResults() as Prf | undefined)?.prf?.results?.first;
}

export async function tryPasskey(): Promise<boolean> {
  const { passkey } = await store.plain();
  const secret = passkey && (await prf(passkey.credential, passkey.salt));
  const inside = secret && (await opens(await prfKey(secret), passkey.slot));
  if (!inside) return false;
  await enter(inside);
  await store.change({ tries: 0, waitUntil: 0 });
  return true;
}

// -- the roster ------------------------------------------------------------------

type Shelf = "tonight" | "faces" | "forms" | "frozen";

async function shelve(under: Open, shelf: Shelf, content: unknown): Promise<boolean> {
  const raw = dice(32);
  const body = await seal(await aes(raw), utf8(JSON.stringify(content)));
  const wrapped = await seal(under.roster, raw);
  if (open !== under) return false; // locked meanwhile; a list that was dropped must not come back
  await store.keep("roster", shelf, { wrapped, body });
  return true;
}

/** Keeps tonight's list under a key of its own, for as long as the house allowed and never longer than a shift. */
export async function keepRoster(roster: unknown, now: number, lasts: number): Promise<void> {
  if (!open || open.duress) return;
  if (await shelve(open, "tonight", roster)) await prolong(now, lasts);
}
export const prolong = (now: number, lasts: number): Promise<unknown> =>
  store.change({ rosterFrom: now, rosterUntil: now + Math.min(lasts, SHIFT) });

export async function keepFaces(faces: Record<string, string>): Promise<void> {
  if (open && !open.duress) await shelve(open, "faces", faces);
}

export async function keepForms(forms: unknown): Promise<void> {
  if (open && !open.duress) await shelve(open, "forms", forms);
}

/** What lies on a shelf as of the last contact; undefined when there is nothing, it is over, or nobody may see it. */
export async function shelf<T>(which: Shelf, now: number): Promise<T | undefined> {
  const under = open;
  if (!under || under.duress || !(await fresh(now))) return undefined;
  const kept = await (await store.room()).get("roster", which);
  if (!kept) return undefined;
  const key = await aes(await unseal(under.roster, kept.wrapped));
  return JSON.parse(text(await unseal(key, kept.body))) as T;
}

/** Drops the list when its shift is over, or when the clock stands before the minute it was fetched. */
export async function fresh(now: number): Promise<boolean> {
  const { rosterFrom, rosterUntil } = await store.plain();
  if (rosterFrom === undefined || rosterUntil === undefined) return false;
  if (now < rosterUntil && now > rosterFrom - 600_000) return true;
  await store.dropRoster();
  return false;
}

/** The red button of a locked phone: the sealed list is set aside as it is, unread, as of the last contact. */
export async function freeze(): Promise<void> {
  const kept = await (await store.room()).get("roster", "tonight");
  if (kept) await store.keep("roster", "frozen", kept);
}
