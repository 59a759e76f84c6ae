// The outbox as its holder sees it: what waits, what was taken, what was refused and why, what a person will look at.

import { reach, standing } from "../contact";
import { button, h, name, say, type Screen } from "../draw";
import { night } from "../night";
import type { Kept } from "../outbox";
import { called, ticks } from "../parts";
import { actName, clock, t, type Key } from "../words/index";

const STATE: Record<string, Key> = { waiting: "waitingState", taken: "takenState", refused: "refusedState", person: "personState" };

function about({ said }: Kept): string {
  const f = said.fields as Record<string, string>;
  const p = night.people.get(f.person ?? "");
  return p ? called(p) : (f.band || f.name || f.who || f.asked_for || "");
}

function row(each: Kept): HTMLElement {
  const { line, said, answer } = each;
  const twice = answer?.at && answer.said && Math.abs(answer.at - answer.said) > 300_000
    ? h("small", null, t("twoTimes", { said: clock(answer.said), at: clock(answer.at) })) : null;
  return h("li", { class: `kept is-${line.state}` }, ticks(line.ticks),
    h("div", { class: "who" }, h("strong", null, actName(said.act), " ", name(about(each))),
      h("small", null, `${clock(said.rec)} · ${t(STATE[line.state] ?? "waitingState")}`, line.photo === "waiting" ? ` · ${t("photoWaits")}` : ""),
      line.photo === "refused" ? h("p", null, t("photoRefused"), " ", each.photoNo ?? "") : null,
      answer?.sentence ? h("p", null, answer.sentence, " ", answer.remedy) : null, twice));
}

export function outboxScreen(redraw: () => void): Screen {
  const kept = night.kept.filter((k) => k.said.act !== "duress").slice().reverse();
  const order = (k: Kept): number => ["person", "refused", "waiting", "taken"].indexOf(k.line.photo === "refused" ? "refused" : k.line.state);
  const send = async (): Promise<void> => {
    const before = kept.filter((k) => k.line.state === "waiting").length;
    await reach();
    const left = night.kept.filter((k) => k.line.state === "waiting").length;
    say(!standing.online ? t("noHouse") : left ? t("sentSome", { n: Math.max(0, before - left), m: left }) : t("sentAll"), left ? "wrong" : "good");
    redraw();
  };
  const rows = kept.sort((a, b) => order(a) - order(b) || b.said.seq - a.said.seq).slice(0, 500).map(row);
  return {
    title: t("outbox"),
    body: [button(t("sendNow"), send, { class: "main big" }, "out"),
      rows.length ? h("ul", { class: "people" }, rows) : h("p", { class: "quiet" }, t("emptyOutbox")), h("p", { class: "quiet" }, t("nothingDropped"))],
  };
}
