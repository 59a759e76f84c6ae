// The phone as a witness: it follows the end of the house's record, so that nobody can quietly write another past.
//
// C2SP signed notes and cosignatures, RFC 9162 consistency. What is kept is a size, a root and a key: nothing about anybody.

import { b64, hex, sha256, unb64, utf8 } from "./bytes";
import * as store from "./store";
import type { Checkpoint } from "./wire";
import { request } from "./wire";
import { signRaw } from "./vault";
import { language } from "./words/index";

const LOG_KEY = 1;
const WITNESS_KEY = 4;
type Bytes = Uint8Array<ArrayBuffer>;
const plain64 = (word: string): Bytes => Uint8Array.from(atob(word), (c) => c.charCodeAt(0));
const as64 = (raw: Bytes): string => btoa(String.fromCharCode(...raw));
const join = (...parts: Bytes[]): Bytes => {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  parts.reduce((at, p) => (out.set(p, at), at + p.length), 0);
  return out;
};
const digest = async (...parts: Bytes[]): Promise<Bytes> => new Uint8Array(await sha256(join(...parts)));
const node = (left: Bytes, right: Bytes): Promise<Bytes> => digest(new Uint8Array([1]), left, right);

/** RFC 9162 section 2.1.4.2: the tree of `size` begins with the tree of `old`. */
export async function consistent(old: number, size: number, oldRoot: Bytes, root: Bytes, path: Bytes[]): Promise<boolean> {
  const same = (a: Bytes, b: Bytes): boolean => b64(a) === b64(b);
  if (old < 1 || old > size) return false;
  if (old === size) return path.length === 0 && same(oldRoot, root);
  if (!path.length) return false;
  const parts = Number.isInteger(Math.log2(old)) ? [oldRoot, ...path] : path;
  let here = old - 1, last = size - 1;
  const up = (): void => ((here = Math.floor(here / 2)), void (last = Math.floor(last / 2)));
  while (here % 2) up();
  let first = parts[0]!, second = parts[0]!;
  for (const part of parts.slice(1)) {
    if (last === 0) return false;
    if (here % 2 || here === last) {
      [first, second] = [await node(part, first), await node(part, second)];
      while (here % 2 === 0 && here) up();
    } else second = await node(second, part);
    up();
  }
  return last === 0 && same(first, oldRoot) && same(second, root);
}

const nameHash = async (name: string, kind: number, key: Bytes): Promise<Bytes> =>
  (await digest(utf8(`${name}\n`), new Uint8Array([kind]), key)).subarray(0, 4) as Bytes;

/** Whether the record's own key signed this note, and it says this size and root. */
async function signed(checkpoint: Checkpoint, pinned: string): Promise<boolean> {
  const [text = "", tail = ""] = checkpoint.note.split("\n\n");
  const [origin, size, root] = text.split("\n");
  const at = pinned.indexOf("+");
  const name = pinned.slice(0, at);
  const raw = plain64(pinned.slice(pinned.indexOf("+", at + 1) + 1));
  if (origin !== name || raw[0] !== LOG_KEY || Number(size) !== checkpoint.size || root !== as64(unb64(checkpoint.root))) return false;
  const wanted = hex((await nameHash(name, LOG_KEY, raw.subarray(1) as Bytes)).slice().buffer);
  const key = await crypto.subtle.importKey("raw", raw.subarray(1) as Bytes, "Ed25519", false, ["verify"]);
  for (const line of tail.split("\n")) {
    const [, by, coded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    if (by !== name) continue;
    const sig = plain64(coded!);
    if (hex(sig.slice(0, 4).buffer) !== wanted) continue;
    return crypto.subtle.verify("Ed25519", key, sig.slice(4), utf8(`${text}\n`));
  }
  return false;
}

/** Takes one step along the record and signs that it did; or remembers for good that there was no such step. */
export async function follow(checkpoint: Checkpoint, now: number): Promise<void> {
  const { witness: before, alg, device, key: own } = await store.plain();
  const pinned = before?.key ?? checkpoint.key;
  if (alg !== "Ed25519" || !pinned || before?.broken) return;
  const root = unb64(checkpoint.root);
  const follows = !before || (before.size === checkpoint.old
    && (await consistent(before.size, checkpoint.size, unb64(before.root), root, checkpoint.proof.map(plain64))));
  if (!follows || !(await signed(checkpoint, pinned))) {
    if (before) await store.change({ witness: { ...before, broken: now } });
    return;
  }
  await store.change({ witness: { key: pinned, size: checkpoint.size, root: checkpoint.root, at: now } });
  const name = `phone/${device}`;
  const seconds = Math.floor(now / 1000);
  const when = new Uint8Array(8);
  new DataView(when.buffer).setBigUint64(0, BigInt(seconds));
  const text = checkpoint.note.split("\n\n")[0]!;
  const sig = await signRaw(utf8(`cosignature/v1\ntime ${seconds}\n${text}\n`));
  const line = `— ${name} ${as64(join(await nameHash(name, WITNESS_KEY, unb64(own!)), when, sig))}`;
  await request("POST", "/pocket/v1/witness", { body: utf8(line), type: "text/plain", language: language() });
}
