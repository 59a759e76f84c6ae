// Setting a phone up: a code from the desk, a PIN, and a second person who reads twelve digits off this screen.

import { scanner } from "../parts";
import { button, h, say, type Screen } from "../draw";
import * as store from "../store";
import * as vault from "../vault";
import * as wire from "../wire";
import { language, t } from "../words/index";

export function enrolScreen(code: string, next: () => unknown): Screen {
  const told = h("p", { role: "status", class: "told-here" });
  const field = h("input", {
    id: "code", value: code, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "ltr",
    placeholder: "ABCD-EFGH", maxlength: 12,
  });
  const label = h("input", { id: "label", maxlength: 40, autocomplete: "off", value: phoneName() });
  const go = async (words: string): Promise<void> => {
    const read = wire.codeIn(words);
    if (!read) return void (told.textContent = t("codeWrong"));
    told.textContent = t("working");
    try {
      await vault.device();
      await store.change({ code: read });
      const said = await wire.enrol(read, label.value.trim(), language());
      if (said.fingerprint.replaceAll(" ", "") !== (await vault.fingerprint()).replaceAll(" ", "")) {
        told.textContent = t("printDiffers");
        return;
      }
      seeing.stop();
      await store.change({ stage: "asked" });
      next();
    } catch (wrong) {
      told.textContent = wrong instanceof wire.No ? [wrong.sentence, wrong.remedy].join(" ") : t("noHouse");
    }
  };
  const seeing = scanner(() => undefined, (words) => {
    field.value = words.split("#").pop() ?? "";
    void go(words);
    return true;
  });
  seeing.element.querySelector("form")!.remove();
  const form = h("form", { class: "stack", onsubmit: (e: Event) => (e.preventDefault(), void go(field.value)) },
    h("label", { for: "code" }, t("code")), field, h("label", { for: "label" }, t("label")), label,
    h("button", { type: "submit", class: "main" }, t("typeCode")), told);
  return { title: t("enrolTitle"), body: [h("p", null, t("enrolHow")), seeing.element, form], leave: seeing.stop };
}

const phoneName = (): string => /\(([^;)]+;\s*)?([^;)]+)\)/.exec(navigator.userAgent)?.[2]?.trim().slice(0, 40) ?? "";

export function pinScreen(next: () => unknown): Screen {
  const field = (id: string): HTMLInputElement => h("input", {
    id, type: "password", inputmode: "numeric", autocomplete: "new-password", dir: "ltr", maxlength: 20,
  });
  const [pin, again, duress] = [field("pin"), field("again"), field("duress")];
  const told = h("p", { role: "status", class: "told-here" });
  const keep = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wrong = !/^\d{6,}$/.test(pin.value) || (duress.value && !/^\d{6,}$/.test(duress.value)) ? "pinShort"
      : pin.value !== again.value ? "pinDiffer" : duress.value === pin.value ? "duressSame" : undefined;
    if (wrong) return void (told.textContent = t(wrong));
    told.textContent = t("working");
    await vault.setPin(pin.value, duress.value);
    next();
  };
  return {
    title: t("choosePin"),
    body: [h("p", null, t("pinHow")), h("form", { class: "stack", onsubmit: (e: Event) => void keep(e) },
      h("label", { for: "pin" }, t("pin")), pin, h("label", { for: "again" }, t("pinAgain")), again,
      h("label", { for: "duress" }, t("duress")), h("p", { class: "quiet" }, t("duressHow")), duress,
      h("button", { type: "submit", class: "main" }, t("keepPin")), told)],
  };
}

/** Twelve digits, large, until the house says that somebody else has confirmed them. */
export async function waitScreen(next: () => unknown): Promise<Screen> {
  const told = h("p", { role: "status", class: "told-here" });
  const whom = h("p", null);
  let on = true;
  let looks = 0;
  const look = async (): Promise<void> => {
    try {
      const me = await wire.get<wire.Me>("/pocket/v1/me", language());
      whom.textContent = t("forWhom", { name: [me.holder.name, me.site.name].filter(Boolean).join(", ") });
      told.textContent = "";
      if (me.state === "enrolled") {
        await store.change({ stage: "enrolled", code: undefined });
        if (on) return void next();
      }
    } catch (wrong) {
      if (wrong instanceof wire.No && wrong.status === 410) {
        await store.change({ stage: "new" });
        if (on) return void next();
      }
      told.textContent = wrong instanceof wire.No && wrong.status !== 403 ? wrong.sentence : wrong instanceof wire.No ? "" : t("noHouse");
    }
    // Two people stand beside this phone and wait for it; one forgotten in a drawer asks less often.
    if (on) setTimeout(() => void look(), (looks += 1) < 180 ? 1000 : 10_000);
  };
  void look();
  const digits = await vault.fingerprint();
  return {
    title: t("waitTitle"),
    body: [h("p", null, t("waitHow")), h("p", { class: "digits", dir: "ltr", "aria-label": `${t("fingerprint")} ${digits}` }, digits), whom, told],
    leave: () => (on = false),
  };
}

export function goneScreen(why: string, left: number, anew: () => unknown): Screen {
  const words = ({ revoked: "revoked", expired: "expired", "site-lost": "siteLost", "account-closed": "accountClosed" } as const)[why] ?? "revoked";
  say(t("gone", { why: t(words) }), "wrong");
  return {
    title: t(words),
    body: [h("p", null, t("gone", { why: t(words) })), left ? h("p", null, t("sentSome", { n: 0, m: left }))
      : h("div", { class: "stack" }, h("p", null, t("goneDone")), button(t("enrolAgain"), anew, { class: "main" }))],
  };
}
