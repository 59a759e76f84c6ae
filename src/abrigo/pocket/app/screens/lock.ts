// The first screen of every night: the PIN, the passkey, and the red button that needs neither.

import { ask, button, h, say, type Screen } from "../draw";
import * as red from "../red";
import * as store from "../store";
import * as vault from "../vault";
import { clock, t } from "../words/index";

export type Then = () => Promise<void>;

const KINDS = [
  ["forced-entry", "forcedEntry"], ["attempted-taking", "attemptedTaking"], ["assault", "assault"],
  ["injury", "injury"], ["fire", "fire"], ["other", "otherKind"],
] as const;

/** Two taps from the lock screen to a frozen list. `sent` sends it if there is any line. */
export async function redButton(sent: () => Promise<unknown>): Promise<boolean> {
  const kind = await ask(t("redAsk"), [], [...KINDS.map(([value, key]) => [value, t(key), "red"] as [string, string, string]), ["", t("cancel")]]);
  if (!kind) return false;
  const at = Date.now();
  try {
    await red.raise(kind);
  } catch {
    say(t("notKept"), "wrong");
    return false;
  }
  say(t("redDone", { time: clock(at) }));
  void sent();
  return true;
}

export async function lockScreen(inside: Then, sent: () => Promise<unknown>): Promise<Screen> {
  const { passkey, waitUntil } = await store.plain();
  const told = h("p", { class: "pin-told", role: "status" });
  const pin = h("input", {
    type: "password", inputmode: "numeric", autocomplete: "off", "aria-label": t("pin"), id: "pin", dir: "ltr",
    minlength: 6, maxlength: 20,
  });
  const until = (ms: number): string => t("lockedOut", { time: clock(ms) });
  if (waitUntil > Date.now()) told.textContent = until(waitUntil);

  const entered = async (): Promise<void> => {
    // Whoever watches must not see which PIN it was, nor how long the screen takes to change.
    if (vault.underDuress()) await red.duress();
    await inside();
  };
  const tried = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (pin.value.length < 6) return;
    const words = pin.value;
    pin.value = "";
    told.textContent = t("working");
    // A try that cannot be written down is not made: on a full phone nobody may guess for ever.
    const result = await vault.tryPin(words, Date.now()).catch(() => undefined);
    if (!result) return void (told.textContent = t("full"));
    if (result.in) return entered();
    told.textContent = result.waitUntil ? until(result.waitUntil) : t("wrongPin", { n: result.left });
    pin.focus();
  };
  const pad = h("div", { class: "pad", dir: "ltr" }, ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((n) =>
    button(n, () => void (pin.value += n))),
    button("⌫", () => void (pin.value = pin.value.slice(0, -1)), { "aria-label": t("undo") }),
    button("0", () => void (pin.value += "0")), h("button", { type: "submit", class: "main" }, t("unlock")));
  const form = h("form", { class: "pin", onsubmit: (e: Event) => void tried(e) }, pin, told, pad);
  const finger = passkey && button(t("usePasskey"), async () => {
    if (await vault.tryPasskey().catch(() => false)) return entered();
    told.textContent = t("passkeyFailed");
    return undefined;
  }, { class: "quiet" }, "lock");
  const alarm = button(t("redButton"), () => redButton(sent), { class: "red big" }, "alarm");
  return { title: t("locked"), body: [finger ?? null, form, alarm] };
}
