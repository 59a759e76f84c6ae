// Intake at the scene: band, photo, seen as, age by eye, who was holding them. No name is needed, and nothing typed.

import { newId } from "../bytes";
import { Eye, redrawn } from "../camera";
import { asItIs, ask, button, h, say, type Screen } from "../draw";
import { night } from "../night";
import * as outbox from "../outbox";
import { called, kept, scanner, taps } from "../parts";
import * as store from "../store";
import * as vault from "../vault";
import { t, type Key } from "../words/index";

interface Draft {
  person: string; band: string; sex?: string; age?: string; held?: string; name?: string; photo?: string; sibling?: boolean;
}
const AGES: [string, number, number | null][] = [
  ["0–1", 0, 1], ["2–4", 2, 4], ["5–8", 5, 8], ["9–12", 9, 12], ["13–15", 13, 15], ["16–17", 16, 17], ["18+", 18, null],
];
const HELD: [Key, Key][] = (["nobodyHeld", "mother", "father", "otherAdult", "siblingHeld", "unknownHeld"] as Key[]).map((k) => [k, k]);
const KEY = "intake";

let draft: Draft | undefined;
let last: { person: string; held?: string; group?: string } | undefined;
export const forgetIntake = (): void => void ((draft = undefined), (last = undefined));

// Half a child must survive a lock, a call and a flat battery as a whole one does.
const keepDraft = async (): Promise<void> => {
  if (draft) await store.keep("drafts", KEY, await vault.boxJson(draft)).catch(() => undefined);
};
async function openDraft(): Promise<void> {
  const was = draft ? undefined : await store.draft(KEY);
  if (was && vault.unlocked() && !vault.underDuress()) {
    draft = await vault.unboxJson<Draft>(was).catch(() => undefined);
    if (draft) say(t("draftBack"));
  }
  draft ??= { person: newId(), band: "" };
}

const inBase64 = (blob: Blob): Promise<string> => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result));
  reader.readAsDataURL(blob);
});
const fromBase64 = (url: string): Blob => {
  const raw = atob(url.split(",")[1]!);
  return new Blob([Uint8Array.from(raw, (c) => c.charCodeAt(0))], { type: "image/jpeg" });
};

export async function intakeScreen(redraw: () => void): Promise<Screen> {
  if (!night.where) return { title: t("newChild"), body: [h("p", null, t("noRoster")), h("p", { class: "quiet" }, t("noRosterHow"))] };
  await openDraft();
  const now = draft!;
  const bandTold = h("p", { class: "band-told", role: "status" }, now.band ? h("span", { class: "band" }, now.band) : t("noBand"));
  const seeing = scanner(async (band) => {
    const worn = night.wearer(band);
    if (worn && worn.id !== now.person) {
      seeing.stop();
      const same = await ask(t("bandWorn", { band, who: called(worn) }), [], [["", t("takeAnother"), "main"], ["same", t("sameChild")]]);
      if (same) {
        await kept(() => night.record("see", { person: worn.id, site: night.where!.site, how: "band" }), t("markSeenDone", { who: called(worn) }));
      }
      return;
    }
    now.band = band;
    bandTold.replaceChildren(h("span", { class: "band" }, band));
    seeing.stop();
    void keepDraft();
  });
  const picture = photoPart(now);
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]): void => {
    now[key] = value;
    void keepDraft();
  };
  const nameField = h("input", { id: "name", value: now.name ?? "", autocomplete: "off", dir: "auto", maxlength: 120,
    oninput: (e: Event) => set("name")((e.target as HTMLInputElement).value) });
  const held = h("div", null);
  const drawHeld = (): void => held.replaceChildren(taps(t("heldBy"), HELD.map(([v, k]) => [v, t(k)]), now.held, set("held")));
  drawHeld();
  const siblingTap = last && button(t("siblingOfLast"), (e: Event) => {
    now.sibling = !now.sibling;
    (e.currentTarget as HTMLElement).setAttribute("aria-pressed", String(now.sibling));
    if (now.sibling && last!.held) (now.held = last!.held), drawHeld();
    void keepDraft();
  }, { class: "tap", "aria-pressed": String(!!now.sibling) }, "hands");
  const same = last?.held && button(t("sameAsLast"), () => ((now.held = last!.held), drawHeld(), void keepDraft()), { class: "tap" });
  return {
    title: t("newChild"),
    body: [bandTold, seeing.element, picture.element, taps(t("sex"), [["female", t("female")], ["male", t("male")], ["undetermined", t("undetermined")]], now.sex, set("sex")),
      taps(t("age"), AGES.map(([v]) => [v, `\u2066${v}\u2069`]), now.age, set("age")), h("div", { class: "row" }, siblingTap || null, same || null), held,
      h("details", null, h("summary", null, t("name")), h("label", { for: "name", class: "unseen" }, t("name")), nameField),
      h("div", { class: "bottom" }, button(t("saveNext"), () => save(now, redraw), { class: "main big", id: "save" }, "check"))],
    leave: () => (seeing.stop(), picture.stop()),
    refresh: asItIs,
  };
}

function photoPart(now: Draft): { element: HTMLElement; stop: () => void } {
  const eye = new Eye();
  const shown = h("div", { class: "shot" });
  let url = "";
  const told = h("p", { role: "status", class: "scan-told" });
  const draw = (): void => {
    if (url) URL.revokeObjectURL(url);
    url = now.photo ? URL.createObjectURL(fromBase64(now.photo)) : "";
    shown.replaceChildren(...(url ? [h("img", { src: url, alt: t("photo"), class: "photo" })] : []));
    take.lastElementChild!.textContent = t(now.photo ? "retake" : "photo");
  };
  const stop = (): void => eye.close();
  let live = false;
  const have = async (blob: Blob): Promise<void> => {
    now.photo = await inBase64(blob);
    void keepDraft();
    draw();
  };
  const file = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, "aria-label": t("photo"), onchange: async () => {
    const chosen = file.files?.[0];
    if (chosen) await have(await redrawn(chosen)).catch(() => say(t("notKept"), "wrong"));
  } });
  const take = button(t("photo"), async () => {
    if (live) {
      const blob = await eye.photo();
      live = false;
      stop();
      return have(blob);
    }
    const trouble = await eye.open();
    if (trouble) {
      told.textContent = t(({ refused: "cameraRefused", none: "cameraNone", busy: "cameraBusy" } as const)[trouble]);
      return file.click();
    }
    live = true;
    shown.replaceChildren(h("div", { class: "eye" }, eye.video));
    take.lastElementChild!.textContent = t("takePhoto");
    return undefined;
  }, { class: "quiet", id: "photo" }, "eye");
  draw();
  return { element: h("section", { class: "photo-part" }, shown, told, take, file), stop: () => (stop(), url && URL.revokeObjectURL(url)) };
}

async function save(now: Draft, redraw: () => void): Promise<void> {
  const missing = [!now.band && t("bandStep"), !now.photo && t("photo"), !now.sex && t("sex"), !now.age && t("age"), !now.held && t("heldBy")].filter(Boolean);
  if (missing.length && (await ask(t("missingParts", { what: missing.join(", ") }), [], [["yes", t("keepAnyway"), "main"], ["", t("back")]])) !== "yes") return;
  if (!(await kept(() => write(now), t("intakeDone", { band: now.band || t("noBand"), n: night.registered() + 1 })))) return;
  last = { person: now.person, held: now.held, group: now.sibling ? last?.group : undefined };
  draft = undefined;
  await store.dropDraft(KEY);
  scrollTo(0, 0);
  redraw();
}

/** The child first, then the photo and the siblings: a flat battery between them costs the lesser. */
async function write(now: Draft): Promise<void> {
  const age = AGES.find(([v]) => v === now.age);
  const at = Date.now();
  const words = now.name?.trim();
  await night.record("register", {
    person: now.person, site: night.where!.site, tally: age?.[0] === "18+" ? "adult" : "child",
    ...(now.band ? { band: now.band } : {}), ...(now.sex ? { sex: now.sex } : {}),
    ...(age ? { apparent_age: { low: age[1], high: age[2] } } : {}),
    ...(now.held ? { held_by: now.held === "unknownHeld" ? { unsaid: "unknown" } : t(now.held as Key) } : {}),
    ...(words ? { names: [{ claim: newId(), text: words }] } : {}),
  }, now.band ? { scans: [{ band: now.band, person: now.person, at }] } : {});
  if (now.photo) {
    const blob = fromBase64(now.photo);
    const by = night.bundle?.me.holder.name ?? "";
    await night.record("add-photo", {
      person: now.person, digest: await outbox.digestOf(blob), media_type: "image/jpeg", size: blob.size, authorised_by: by,
    }, { photo: blob });
  }
  if (now.sibling && last) {
    const group = last.group ?? newId();
    last.group = group;
    await night.record("group-siblings", { group, people: [last.person, now.person], basis: t("siblingOfLast") });
  }
}
