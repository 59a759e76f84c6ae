// The red button. It works on a locked phone, without the list, without a network, and before anybody is asked for a PIN.

import { newId } from "./bytes";
import { night } from "./night";
import * as outbox from "./outbox";
import * as store from "./store";
import * as vault from "./vault";
import * as wire from "./wire";
import { language } from "./words/index";

interface Alarm { incident: string; kind: string; at: string }
const KEY = "alarm";
let held: Alarm | undefined; // of this running program, so that it can go out before anybody unlocks

/** Freezes the list as of the last contact and records the incident; `false`: which site it is, is still to be learnt. */
export async function raise(kind: string): Promise<boolean> {
  const alarm = { incident: newId(), kind, at: new Date().toISOString() };
  await vault.freeze().catch(() => undefined); // a full phone must cost us a copy, never the cry
  held = alarm;
  await store.keep("drafts", KEY, await vault.boxJson(alarm));
  return complete();
}

/** Makes the alarm an act as soon as the site is known: from memory, from the opened list, or from the house. */
export async function complete(): Promise<boolean> {
  const alarm = held ?? (await sealedAlarm());
  if (!alarm) return true;
  const where = night.where ?? (await asked());
  if (!where) return false;
  const fields = { operation: where.operation, site: where.site, incident: alarm.incident, kind: alarm.kind, at: alarm.at };
  await outbox.record({ act: "open-incident", fields, pos: night.bundle?.pos ?? 0, lang: language() }, true);
  held = undefined;
  await store.dropDraft(KEY);
  return true;
}

async function sealedAlarm(): Promise<Alarm | undefined> {
  if (!vault.unlocked() || vault.underDuress()) return undefined;
  const kept = await store.draft(KEY);
  return kept && vault.unboxJson<Alarm>(kept);
}

// A locked phone keeps no site in clear; its key may still sign, and the house knows where it belongs.
async function asked(): Promise<{ operation: string; site: string } | undefined> {
  try {
    const me = await wire.get<wire.Me>("/pocket/v1/me", language(), 5000);
    return (night.where = { operation: me.operation.id, site: me.site.id });
  } catch {
    return undefined;
  }
}

/** Somebody holds the guard's arm. Nothing on the screen may tell. */
export async function duress(): Promise<void> {
  const fields = { at: new Date().toISOString() };
  await outbox.record({ act: "duress", fields, pos: 0, lang: language() }, true);
}
