// Roll call: who is left stands on top, a scan or a tap answers, and two who count apart never see each other's eyes.

import { newId } from "../bytes";
import { reach } from "../contact";
import { ask, button, h, say, type Screen } from "../draw";
import { night, type Count } from "../night";
import { called, kept, line, scanner } from "../parts";
import type { Person } from "../wire";
import { clock, t } from "../words/index";

export function countScreen(redraw: () => void): Screen {
  const open = night.openCounts();
  const count = open.at(-1);
  return count ? answering(count, redraw) : beginning(redraw);
}

function beginning(redraw: () => void): Screen {
  if (!night.bundle) return { title: t("count"), body: [h("p", null, t("noRoster")), h("p", { class: "quiet" }, t("noRosterHow"))] };
  const unit = h("select", { id: "unit", "aria-label": t("unit") }, h("option", { value: "" }, t("wholeSite")),
    night.units().map((u) => h("option", { value: u.id }, u.name)));
  const begin = (counters: number) => async (): Promise<void> => {
    const name = `${t("count")} ${clock(Date.now())}`;
    const place = unit.value ? { unit: unit.value } : {};
    const fields = { rollcall: newId(), name, site: night.where!.site, counters, ...place };
    await kept(() => night.record("open-roll-call", fields), t("onPhone"));
    redraw();
  };
  return {
    title: t("count"),
    body: [h("p", null, t("noCount")), h("label", { for: "unit" }, t("unit")), unit,
      button(t("oneCounter"), begin(1), { class: "main big" }), button(t("twoCounters"), begin(2), { class: "quiet big" })],
  };
}

/** One answer, on the disk before the line moves down. */
async function answer(count: Count, p: Person, present: boolean, how: string): Promise<boolean> {
  const scans = how === "band" && p.band ? [{ band: p.band, person: p.id, at: Date.now() }] : [];
  const fields = { rollcall: count.id, person: p.id, present, counter: count.counters === 1 ? 1 : 0, how, medium: "phone" };
  return kept(() => night.record("answer-roll-call", fields, { scans }), `${called(p)}: ${present ? t("found") : t("notThere")}`);
}

function answering(first: Count, redraw: () => void): Screen {
  let count = first; // folded anew whenever the house answers
  if (count.interrupted) return { title: count.name, body: [h("p", null, t("interrupted", { why: count.interrupted }))] };
  const left = h("ul", { class: "people", "aria-label": t("notSeen") });
  const done = h("ul", { class: "people" });
  const number = h("p", { class: "number", role: "status" });
  let expected: string[] = [];
  const who = (id: string): Person => night.people.get(id) ?? { id, tag: id.slice(0, 6) };
  const take = async (p: Person, present: boolean, how: string): Promise<void> => {
    if (await answer(count, p, present, how)) draw();
  };
  const row = (p: Person): HTMLElement => line(p, [
    h("div", { class: "pair" }, button(t("found"), () => void take(p, true, "by-sight"), { class: "main", "aria-label": `${t("found")}: ${called(p)}` }, "check"),
      button(t("notThere"), () => void take(p, false, "by-sight"), { class: "quiet", "aria-label": `${t("notFound")}: ${called(p)}` }, "cross"))], { "data-person": p.id });
  const settled = (p: Person): HTMLElement => {
    const present = count.answers[p.id]?.present;
    return line(p, [h("span", { class: present ? "yes" : "no" }, present ? t("found") : t("notThere")),
      button(t("undo"), () => void take(p, !present, "by-sight"), { class: "quiet small", "aria-label": `${t("undo")}: ${called(p)}` })]);
  };
  function draw(): void {
    count = night.counts.find((c) => c.id === first.id) ?? count;
    expected = count.again.length ? count.again : count.expected;
    const rest = expected.filter((id) => !(id in count.answers)).map(who);
    left.replaceChildren(...rest.sort((a, b) => called(a).localeCompare(called(b))).map(row));
    done.replaceChildren(...expected.filter((id) => id in count.answers).reverse().map(who).map(settled));
    number.textContent = rest.length ? t("left", { n: rest.length }) : t("allAnswered");
    summary.textContent = `${t("answered")} ${expected.length - rest.length}`;
  }
  const seeing = scanner(async (band, at) => {
    const p = night.wearer(band);
    if (!p) {
      await kept(() => night.record("scan", { band }), t("unknownBand", { band }));
      return;
    }
    if (count.answers[p.id]?.present) return say(t("already", { who: called(p) }));
    await take(p, true, "band");
    performance.measure("scan", { start: at }); // from the picture to the line on the disk: `./abrigo bench scan`
  });
  const summary = h("summary", null);
  const more = h("details", null, summary, done);
  const heads = [
    count.counters > 1 ? h("p", { class: "quiet" }, t("blind"), count.counter ? ` ${t("counterN", { n: count.counter })}.` : "") : null,
    count.round > 1 ? h("p", { class: "lamp" }, t("roundTwo", { n: count.round })) : null,
  ];
  draw();
  const tail = count.done ? [h("p", null, t("finished"))]
    : [button(t("finish"), () => void finish(count, expected, redraw), { class: "quiet" }, "check")];
  return {
    title: count.name,
    body: [heads, number, seeing.element, left, more, button(t("addStranger"), () => void stranger(redraw), { class: "quiet" }, "plus"), tail,
      night.may("close-roll-call") && (count.counters === 1 || count.done) ? button(t("closeCount"), () => void close(count, expected, redraw), { class: "main" }) : null],
    leave: () => (seeing.stop(), void reach()),
    refresh: draw,
  };
}

async function finish(count: Count, expected: string[], redraw: () => void): Promise<void> {
  const rest = expected.filter((id) => !(id in count.answers)).length;
  if (rest && (await ask(t("finishAsk", { n: rest }), [], [["yes", t("yes"), "main"], ["", t("no")]])) !== "yes") return;
  const fields = { rollcall: count.id, counter: count.counters === 1 ? 1 : 0 };
  await kept(() => night.record("finish-counting", fields), t("onPhone"));
  redraw();
}

async function close(count: Count, expected: string[], redraw: () => void): Promise<void> {
  const lost = expected.filter((id) => !count.answers[id]?.present);
  const names = h("ul", null, lost.slice(0, 40).map((id) => h("li", null, called(night.people.get(id) ?? { id }))));
  if ((await ask(t("closeAsk", { n: lost.length }), [names], [["yes", t("closeCount"), "main"], ["", t("cancel")]])) !== "yes") return;
  const strangers = night.kept.filter((k) => k.said.act === "find-stranger" && k.said.rec >= count.opened).length;
  await kept(() => night.record("close-roll-call", { rollcall: count.id, not_found: lost, strangers }), t("onPhone"));
  redraw();
}

/** Someone who is here and on no list: written down, cared for, matched to nobody. */
export async function stranger(redraw: () => void): Promise<void> {
  const tag = h("input", { id: "tag", maxlength: 60, autocomplete: "off", dir: "auto" });
  const words = h("input", { id: "circumstances", maxlength: 200, autocomplete: "off", dir: "auto" });
  const chosen = await ask(t("addStranger"), [h("p", null, t("strangerHow")), h("label", { for: "tag" }, t("tag")), tag,
    h("label", { for: "circumstances" }, t("circumstances")), words], [["child", t("child"), "main"], ["adult", t("adult")], ["", t("cancel")]]);
  if (!chosen) return;
  const mark = tag.value.trim() || `${t("child")} ${clock(Date.now())}`;
  const fields = { person: newId(), site: night.where!.site, tag: mark, tally: chosen, circumstances: words.value.trim() || t("addStranger") };
  await kept(() => night.record("find-stranger", fields), t("strangerDone", { tag: mark }));
  redraw();
}
