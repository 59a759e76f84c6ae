// Moving people between hands and places: every list goes out ticked and comes in ticked, one child at a time.

import { newId, type Fields } from "../bytes";
import { reach } from "../contact";
import { asItIs, ask, button, h, say, type Screen } from "../draw";
import { night } from "../night";
import { called, kept, line, scanner } from "../parts";
import type { Handover, Person, Transit } from "../wire";
import { clock, t } from "../words/index";
import { seeBand } from "./tonight";

let at: { what: "give" | "trip" } | { what: "handover" | "transit"; id: string; board?: boolean } | undefined;
export const forgetMove = (): void => void (at = undefined);

export function movesScreen(redraw: () => void): Screen {
  const to = (place: typeof at) => (): void => ((at = place), redraw());
  const b = night.bundle;
  if (!b) return { title: t("move"), body: [h("p", null, t("noRoster"))] };
  if (at?.what === "give") return giving(to(undefined));
  if (at?.what === "trip") return trip(to(undefined));
  if (at?.what === "handover") {
    const found = night.handovers.find((x) => x.id === (at as { id: string }).id);
    if (found) return taking(found, to(undefined));
  }
  if (at?.what === "transit") {
    const { id, board } = at as { id: string; board?: boolean };
    const found = night.transits.find((x) => x.id === id);
    if (found) return board ? boarding(found, to(undefined)) : arriving(found, to(undefined));
  }
  const find = scanner(() => undefined, (words) => {
    const bare = words.trim().replace(/^abrigo:(manifest|handover|transit):/i, "");
    const car = night.transits.find((x) => [x.id, x.manifest].includes(bare));
    const given = night.handovers.find((x) => x.id === bare);
    if (car) at = { what: "transit", id: car.id, board: car.status === "boarding" && car.way === "out" };
    else if (given) at = { what: "handover", id: given.id };
    else return (say(t("unknownManifest"), "wrong"), true);
    redraw();
    return true;
  });
  find.element.querySelector(".main span")!.textContent = t("scanManifest");
  const handovers = night.handovers.filter((x) => x.waiting.length).map((x) => h("li", { class: "card" },
    h("p", null, h("strong", null, x.way === "in" ? t("from", { who: night.agencyName(x.giver) }) : t("to", { who: night.agencyName(x.taker) })), ` · ${clock(x.at)} · ${t("waitingFor", { n: x.waiting.length })}`),
    x.way === "in" && night.may("take-over") ? button(t("receive"), to({ what: "handover", id: x.id }), { class: "main" }, "hands") : null));
  const cars = night.transits.filter((x) => x.status === "boarding" || x.aboard.length).map((x) => h("li", { class: "card" },
    h("p", null, h("strong", null, `${x.manifest} · ${night.placeName(x.vehicle)}`), ` · ${night.placeName(x.destination)} · ${t("dueAt", { time: clock(x.due) })} · ${t("aboard", { n: x.aboard.length })}`),
    h("div", { class: "row" },
      x.status === "boarding" ? button(t("board"), to({ what: "transit", id: x.id, board: true }), { class: "main" }, "bus") : null,
      x.status === "boarding" && night.may("depart") ? button(t("depart"), () => void depart(x, redraw), { class: "quiet" }) : null,
      x.status !== "boarding" || x.way === "in" ? button(t("arrive"), to({ what: "transit", id: x.id }), { class: "main" }, "check") : null)));
  const empty = !handovers.length && !cars.length;
  return {
    title: t("move"),
    body: [empty ? h("p", { class: "quiet" }, t("noMoves")) : find.element,
      handovers.length ? [h("h2", null, t("handovers")), h("ul", { class: "people" }, handovers)] : null,
      cars.length ? [h("h2", null, t("vehicles")), h("ul", { class: "people" }, cars)] : null,
      night.may("hand-over") ? button(t("giveOut"), to({ what: "give" }), { class: "quiet big" }, "hands") : null,
      night.may("open-transit") ? button(t("newTransit"), to({ what: "trip" }), { class: "quiet big" }, "bus") : null],
    leave: find.stop,
  };
}

interface Ticking { element: HTMLElement[]; chosen: Set<string>; scans: { band: string; person: string; at: number }[]; stop: () => void }

/** A list where each is ticked by a scan or a tap; a band that is not on it is a sighting all the same. */
function ticking(ids: string[], changed: (n: number) => void): Ticking {
  const chosen = new Set<string>();
  const scans: Ticking["scans"] = [];
  const people = ids.map((id): Person => night.people.get(id) ?? { id, tag: id.slice(0, 6) });
  const list = h("ul", { class: "people" });
  const draw = (): void => {
    list.replaceChildren(...people.sort((a, b) => Number(chosen.has(a.id)) - Number(chosen.has(b.id)) || called(a).localeCompare(called(b))).map((p) =>
      line(p, [button(t("taken"), () => flip(p.id), { class: "tap", "aria-pressed": String(chosen.has(p.id)), "aria-label": called(p) }, chosen.has(p.id) ? "check" : "none")], { "data-person": p.id })));
    changed(chosen.size);
  };
  const flip = (id: string): void => {
    if (!chosen.delete(id)) chosen.add(id);
    draw();
  };
  const seeing = scanner(async (band) => {
    const p = night.wearer(band);
    if (p && ids.includes(p.id)) {
      chosen.add(p.id);
      scans.push({ band, person: p.id, at: Date.now() });
      draw();
    } else {
      const other = await seeBand(band);
      if (other) say(t("notOnManifest", { who: called(other) }), "wrong");
    }
  });
  draw();
  return { element: [seeing.element, list], chosen, scans, stop: seeing.stop };
}

const counted = (): { told: HTMLElement; set: (key: "goes") => (n: number) => void } => {
  const told = h("p", { class: "number", role: "status" });
  return { told, set: (key) => (n) => void (told.textContent = t(key, { n })) };
};

function giving(back: () => void): Screen {
  const { told, set } = counted();
  const list = ticking(night.expected(""), set("goes"));
  const taker = h("select", { id: "taker" }, night.bundle!.agencies.filter((a) => a.id !== night.bundle!.me.agency).map((a) => h("option", { value: a.id }, a.name)));
  const give = async (): Promise<void> => {
    if (!list.chosen.size || (await ask(t("confirmGive", { n: list.chosen.size }), [], [["yes", t("yes"), "main"], ["", t("cancel")]])) !== "yes") return;
    const fields = { handover: newId(), taker: taker.value, people: [...list.chosen] };
    if (await kept(() => night.record("hand-over", fields, { scans: list.scans }), t("onPhone"))) back();
  };
  return { title: t("giveOut"), leave: list.stop, refresh: asItIs,
    body: [h("label", { for: "taker" }, t("toAgency")), taker, told, h("p", null, t("choosePeople")), list.element,
      h("div", { class: "bottom" }, button(t("giveOut"), give, { class: "main big" }, "check"), button(t("back"), back, { class: "quiet" }, "back"))] };
}

function taking(handover: Handover, back: () => void): Screen {
  return receiving(t("from", { who: night.agencyName(handover.giver) }), handover.waiting, back, (came, missed) => ["take-over", {
    handover: handover.id, taken: came, not_taken: missed.map((person) => ({ person, reason: t("reasonAbsent") })),
  }]);
}

function arriving(transit: Transit, back: () => void): Screen {
  const elsewhere = transit.destination === night.where!.site ? {} : { site: night.where!.site };
  return receiving(`${transit.manifest} · ${night.placeName(transit.vehicle)}`, transit.aboard, back, (came, missed) => ["arrive", {
    transit: transit.id, came, not_came: missed, ...elsewhere,
  }]);
}

function receiving(title: string, ids: string[], back: () => void, act: (came: string[], missed: string[]) => [string, Fields]): Screen {
  const told = h("p", { class: "number", role: "status" });
  const list = ticking(ids, (n) => void (told.textContent = `${n} / ${ids.length}`));
  const sign = async (): Promise<void> => {
    const came = ids.filter((id) => list.chosen.has(id));
    const missed = ids.filter((id) => !list.chosen.has(id));
    const names = h("ul", null, missed.map((id) => h("li", null, called(night.people.get(id) ?? { id }))));
    if ((await ask(t("confirmTake", { n: came.length, m: missed.length }), [names], [["yes", t("yes"), "main"], ["", t("cancel")]])) !== "yes") return;
    const [name, fields] = act(came, missed);
    if (await kept(() => night.record(name, fields, { scans: list.scans }), t("onPhone"))) back();
  };
  return { title, leave: list.stop, refresh: asItIs, body: [told, list.element, h("div", { class: "bottom" }, button(t("receive"), sign, { class: "main big" }, "check"), button(t("back"), back, { class: "quiet" }, "back"))] };
}

function boarding(transit: Transit, back: () => void): Screen {
  const { told, set } = counted();
  const list = ticking(night.expected("").filter((id) => !transit.aboard.includes(id)), set("goes"));
  const board = async (): Promise<void> => {
    if (!list.chosen.size) return;
    const fields = { transit: transit.id, people: [...list.chosen] };
    if (await kept(() => night.record("board", fields, { scans: list.scans }), t("onPhone"))) back();
  };
  return { title: `${t("board")} · ${transit.manifest}`, leave: list.stop, refresh: asItIs,
    body: [told, list.element, h("div", { class: "bottom" }, button(t("board"), board, { class: "main big" }, "bus"), button(t("back"), back, { class: "quiet" }, "back"))] };
}

async function depart(transit: Transit, redraw: () => void): Promise<void> {
  await kept(() => night.record("depart", { transit: transit.id }), t("onPhone"));
  redraw();
}

function trip(back: () => void): Screen {
  const sites = night.bundle!.places.filter((p) => p.level === "site");
  const choose = (id: string, from: typeof sites): HTMLSelectElement => h("select", { id }, from.map((p) => h("option", { value: p.id }, p.name)));
  const vehicle = choose("vehicle", sites.filter((p) => p.kind === "vehicle"));
  const destination = choose("destination", sites.filter((p) => p.kind !== "vehicle" && p.id !== night.where!.site));
  const escorts = h("input", { id: "escorts", autocomplete: "off", dir: "auto", value: night.bundle!.me.holder.name });
  const due = h("input", { id: "due", type: "number", inputmode: "numeric", min: 5, max: 2000, value: 90, dir: "ltr" });
  const begin = async (): Promise<void> => {
    const id = newId();
    const fields = {
      transit: id, manifest: `M-${id.slice(0, 4).toUpperCase()}`, vehicle: vehicle.value, origin: night.where!.site, destination: destination.value,
      escorts: escorts.value.split(",").map((w) => w.trim()).filter(Boolean), due: new Date(Date.now() + Number(due.value) * 60_000).toISOString(),
    };
    if (!(await kept(() => night.record("open-transit", fields), t("onPhone")))) return;
    await reach();
    back();
  };
  return { title: t("newTransit"), refresh: asItIs, body: [
    h("label", { for: "vehicle" }, t("vehicle")), vehicle, h("label", { for: "destination" }, t("destination")), destination,
    h("label", { for: "escorts" }, t("escorts")), escorts, h("label", { for: "due" }, t("dueIn")), due,
    h("div", { class: "bottom" }, button(t("newTransit"), begin, { class: "main big" }, "bus"), button(t("back"), back, { class: "quiet" }, "back"))] };
}
