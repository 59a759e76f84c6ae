// Language, light, passkey, lock: what is set once and then left alone.

import { ask, button, h, say, type Screen } from "../draw";
import { night } from "../night";
import { taps } from "../parts";
import * as store from "../store";
import * as vault from "../vault";
import { clock, language, LANGUAGES, speak, t } from "../words/index";

declare const __VERSION__: string;

async function addPasskey(): Promise<void> {
  const pin = h("input", { type: "password", inputmode: "numeric", id: "pin-now", autocomplete: "off", dir: "ltr" });
  if ((await ask(t("addPasskey"), [h("label", { for: "pin-now" }, t("pin")), pin], [["yes", t("next"), "main"], ["", t("cancel")]])) !== "yes") return;
  const added = await vault.addPasskey(pin.value).catch(() => false);
  say(added ? t("passkeyAdded") : t("passkeyNone"), added ? "good" : "wrong");
}

export async function moreScreen(redraw: () => void, lock: () => void): Promise<Screen> {
  const { device, witness } = await store.plain();
  const choose = (value: string): void => {
    speak(value);
    void store.change({ language: value });
    redraw();
  };
  return {
    title: t("more"),
    body: [button(t("lockNow"), lock, { class: "main big" }, "lock"), taps(t("language"), LANGUAGES as [string, string][], language(), choose),
      button(t("lightDark"), () => {
        const root = document.documentElement;
        root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
      }, { class: "quiet" }, "lamp"),
      button(t("addPasskey"), addPasskey, { class: "quiet" }, "lock"),
      h("dl", null, h("dt", null, t("holder")), h("dd", null, night.bundle?.me.holder.name ?? "–"),
        h("dt", null, t("thisPhone")), h("dd", { dir: "ltr" }, device?.slice(0, 8) ?? ""), h("dt", null, t("record")), h("dd", null, !witness ? t("notWitnessed")
          : witness.broken ? t("recordBroken", { time: clock(witness.broken) }) : t("witnessed", { n: witness.size, time: clock(witness.at) })),
        h("dt", null, t("version", { v: __VERSION__ })))],
  };
}
