// Bytes and their spellings: one way to write each, so that a signature means one thing.

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
export const text = (raw: BufferSource): string => new TextDecoder().decode(raw);
export const dice = (n: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(n));

export function b64(raw: ArrayBuffer | Uint8Array): string {
  const bytes = raw instanceof Uint8Array ? raw : new Uint8Array(raw);
  let out = "";
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(out).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function unb64(word: string): Uint8Array<ArrayBuffer> {
  const plain = atob(word.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

export const hex = (raw: ArrayBuffer): string =>
  [...new Uint8Array(raw)].map((b) => b.toString(16).padStart(2, "0")).join("");

export const sha256 = (raw: BufferSource): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", raw);

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The fields of an act; one that is undefined is not written at all. */
export type Fields = Record<string, Json | undefined>;

/** 128 random bits as text: an id nobody else will give. */
export const newId = (): string => hex(dice(16).buffer);
