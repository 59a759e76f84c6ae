// The app: which screen, when it locks, when it speaks to the house.

import { changed, reach, standing } from "./contact";
import { warm } from "./camera";
import { button, h, keepsUp, refresh, say, show, sign, type Screen } from "./draw";
import { night, recorded } from "./night";
import * as outbox from "./outbox";
import { forgetFaces } from "./parts";
import { countScreen } from "./screens/count";
import { enrolScreen, goneScreen, pinScreen, waitScreen } from "./screens/enrol";
import { gateScreen } from "./screens/gate";
import { incidentScreen } from "./screens/incident";
import { forgetIntake, intakeScreen } from "./screens/intake";
import { lockScreen } from "./screens/lock";
import { moreScreen } from "./screens/more";
import { forgetForm } from "./subject";
import { forgetMove, movesScreen } from "./screens/moves";
import { outboxScreen } from "./screens/outbox";
import { tonightScreen } from "./screens/tonight";
import * as store from "./store";
import * as vault from "./vault";
import { clock, speak, t, type Key } from "./words/index";

const TABS = [["tonight", "list"], ["count", "check"], ["intake", "plus"], ["move", "bus"], ["outbox", "out"]] as const;
const TITLES = { tonight: 1, count: 1, intake: 1, move: 1, outbox: 1, incident: 1, gate: 1, form: 1, more: 1 };
let touched = Date.now();
let drawn = "";

// The address names a screen and never a child: what stands there is kept by the browser in clear.
const place = (): string => location.hash.slice(1) || "tonight";
const go = (to: string): void => void (location.hash = to);

async function screenFor(stage: store.Plain["stage"]): Promise<Screen> {
  const { slots } = await store.plain();
  if (stage === "revoked") {
    const left = (await outbox.waiting()) + (await store.photosWaiting());
    // What was recorded opens for its holder alone: one more PIN, and it goes out. There is no list behind it any more.
    if (left && slots && !vault.unlocked()) return lockScreen(inside, reach);
    return goneScreen(standing.gone, left, () => void anew());
  }
  if (stage === "new") return enrolScreen(location.pathname.endsWith("/enrol") ? location.hash.slice(1) : "", () => void draw());
  if (!slots) return pinScreen(() => void draw());
  if (stage === "asked") return waitScreen(() => void inside());
  if (!vault.unlocked()) return lockScreen(inside, reach);
  switch (place()) {
    case "count": return countScreen(redraw);
    case "intake": return intakeScreen(redraw);
    case "move": return movesScreen(redraw);
    case "outbox": return outboxScreen(redraw);
    case "incident": return incidentScreen(redraw, reach);
    case "gate": return gateScreen();
    // Only who fills a form loads what works one out; the worker keeps it for when there is no network.
    case "form": return (await import("./screens/form")).formScreen(redraw, go);
    case "more": return moreScreen(redraw, lock);
    default: return tonightScreen(redraw, go, () => void reach().then(redraw));
  }
}

let drawing = Promise.resolve();
const draw = (): Promise<void> => (drawing = drawing.then(once, once));
async function once(): Promise<void> {
  const { stage } = await store.plain();
  const now = `${stage} ${vault.unlocked()} ${place()}`;
  // Half a PIN is not wiped away because an answer came.
  if (now === drawn && !vault.unlocked() && stage === "enrolled") return frame();
  const screen = await screenFor(stage);
  if (storage === "fleeting" && (stage === "new" || place() === "more")) screen.body.push(h("p", { class: "notice" }, t("fleeting")));
  show(screen, vault.unlocked() && stage === "enrolled" ? bar() : null, now !== drawn);
  drawn = now;
  document.title = vault.unlocked() && place() in TITLES ? `${t(place() as Key)} · Abrigo` : "Abrigo";
  await frame();
}
const redraw = (): void => void draw();

function bar(): HTMLElement {
  const here = place();
  return h("nav", { "aria-label": t("sections") }, TABS.map(([to, icon]) =>
    h("a", { href: `#${to}`, "aria-current": to === here ? "page" : undefined }, sign(icon), h("span", null, t(to as Key)),
      to === "outbox" ? h("b", { class: "waiting", hidden: true }) : null)));
}

/** What stands above every screen: age of the list, network, the clock, what waits. */
async function frame(): Promise<void> {
  const { clockAhead, rosterFrom, stage, witness } = await store.plain();
  const top = document.getElementById("top")!;
  const open = vault.unlocked() && stage === "enrolled";
  top.replaceChildren(
    h("div", { class: "row" },
      h("span", { class: standing.online ? "net on" : "net off" }, sign(standing.online ? "check" : "none"),
        open && night.bundle && rosterFrom ? t("asOf", { time: clock(rosterFrom) }) : "Abrigo"),
      open ? h("a", { href: "#incident", class: "alarm", "aria-label": t("incident") }, sign("alarm")) : null,
      open ? h("a", { href: "#more", "aria-label": t("more") }, sign("gear")) : null,
      open ? button("", lock, { class: "icon-only", "aria-label": t("lockNow") }, "lock") : null),
    ...notices(clockAhead, witness?.broken).map((words) => h("p", { class: "notice" }, words)));
  await count();
}

async function count(): Promise<void> {
  const waits = await outbox.waiting();
  const badge = document.querySelector<HTMLElement>("nav .waiting");
  if (badge) {
    badge.hidden = waits === 0;
    badge.textContent = String(waits);
  }
  document.documentElement.dataset.waiting = String(waits);
}

let storage: Awaited<ReturnType<typeof store.storageTrouble>> = "none";
function notices(ahead: number, broken: number | undefined): string[] {
  const said: string[] = [];
  if (!standing.online) said.push(t("offline"));
  if (Math.abs(ahead) > 300_000) said.push(t("clockWrong", { minutes: Math.round(Math.abs(ahead) / 60_000) }));
  if (standing.otherAge) said.push(t(standing.otherAge));
  if (broken) said.push(t("recordBroken", { time: clock(broken) }));
  if (storage === "full" || standing.full) said.push(t("full"));
  return said;
}

/** After the PIN: the list as this phone knows it, at once; the house, when it answers. */
async function inside(): Promise<void> {
  touched = Date.now();
  await night.load(touched);
  await draw();
  await reach();
  // Over a slow line this is half a minute later: what was opened, typed or ticked meanwhile draws by itself what changed.
  if (!keepsUp()) await draw();
  document.documentElement.dataset.ready = "yes";
}

function lock(): void {
  vault.lock();
  night.forget();
  forgetFaces();
  forgetIntake();
  forgetMove();
  forgetForm();
  delete document.documentElement.dataset.ready;
  document.querySelectorAll("dialog").forEach((d) => d.close());
  document.getElementById("told")!.replaceChildren();
  document.getElementById("main")!.replaceChildren();
  drawn = "";
  redraw();
}

/** A phone that is gone and empty may be set up again, as a new phone with a new key. */
async function anew(): Promise<void> {
  (await store.room()).close();
  indexedDB.deleteDatabase("abrigo-pocket");
  location.replace("/pocket/");
  location.reload();
}

function watch(): void {
  for (const kind of ["pointerdown", "keydown", "touchstart"]) addEventListener(kind, () => (touched = Date.now()), { passive: true });
  setInterval(() => {
    const now = Date.now();
    if (vault.unlocked() && now - touched > vault.LOCK_AFTER) lock();
    void vault.fresh(now).then((still) => {
      if (!still && night.bundle) (night.forget(), void night.load(now).then(redraw));
    });
  }, 5000);
  setInterval(() => void reach(), 60_000);
  document.addEventListener("visibilitychange", () => (document.hidden ? vault.unlocked() && lock() : void reach()));
  addEventListener("pagehide", () => vault.unlocked() && lock());
  addEventListener("online", () => void reach());
  addEventListener("offline", () => ((standing.online = false), void frame()));
  addEventListener("hashchange", redraw);
  // A roll call is 160 taps: sent when the thumb rests, and in between so that a lost phone takes little with it.
  let soon = 0, sent = 0;
  recorded.addEventListener("recorded", () => {
    void count();
    clearTimeout(soon);
    soon = setTimeout(() => ((sent = Date.now()), void reach()), Date.now() - sent > 15_000 ? 50 : 1500);
  });
  changed.addEventListener("change", () => {
    void frame();
    refresh();
    void store.plain().then(({ stage }) => stage === "revoked" && !drawn.startsWith("revoked") && redraw());
  });
}

async function install(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registered = await navigator.serviceWorker.register("/pocket/sw.js", { scope: "/pocket/" });
  navigator.serviceWorker.addEventListener("message", (event) => {
    if ((event.data as { offlineReady?: boolean }).offlineReady) document.documentElement.dataset.offline = "ready";
  });
  const worker = (await navigator.serviceWorker.ready).active;
  worker?.postMessage("complete");
  // A newer app takes over between two screens, never in the middle of a child.
  registered.addEventListener("updatefound", () => say(t("updating")));
}

async function begin(): Promise<void> {
  storage = await store.storageTrouble();
  if (storage === "refused") {
    speak(undefined);
    show({ title: "Abrigo", body: [h("p", { class: "notice" }, t("refusedStorage"))] }, null, false);
    return;
  }
  speak((await store.plain()).language);
  watch();
  await draw();
  await install().catch(() => undefined);
  if ((await store.plain()).stage === "enrolled") {
    void reach();
    requestIdleCallback?.(() => void warm().catch(() => undefined));
  }
}
void begin();
