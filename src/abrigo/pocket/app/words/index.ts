// The reader's language, its direction, and times as people say them.

import { en, type Key } from "./en";
import { es } from "./es";
import { he } from "./he";

const BOOKS = { es, en, he };
export type Language = keyof typeof BOOKS;
export const LANGUAGES: [Language, string][] = [["es", "Español"], ["en", "English"], ["he", "עברית"]];
let speaking: Language = "es";

export const language = (): Language => speaking;

export function speak(wanted: string | undefined): void {
  const first = (wanted ?? navigator.language).slice(0, 2) as Language;
  speaking = first in BOOKS ? first : "es";
  document.documentElement.lang = speaking;
  document.documentElement.dir = speaking === "he" ? "rtl" : "ltr";
}

export function t(key: Key, about: Record<string, string | number> = {}): string {
  return BOOKS[speaking][key].replace(/\{(\w+)\}/g, (_, name: string) => String(about[name] ?? ""));
}
export const actName = (act: string): string => {
  const key = `act_${act}` as Key;
  return t(key in en ? key : "act_other");
};

export const clock = (ms: number): string =>
  new Date(ms).toLocaleTimeString(speaking, { hour: "2-digit", minute: "2-digit", hour12: false });

export function ago(ms: number, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return t("justNow");
  return minutes < 100 ? t("minutesAgo", { n: minutes }) : t("hoursAgo", { n: Math.round(minutes / 60) });
}
export type { Key };
