// Drawing without a framework: elements from plain calls, text only ever as text, and the few signs of the app.

type Child = Node | string | number | null | undefined | false | Child[];
type Props = Record<string, unknown>;

/** An element. `on…` are listeners, `true` is an empty attribute; a string never becomes markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props | null, ...children: Child[]) {
  const element = document.createElement(tag);
  set(element, props ?? {});
  add(element, children);
  return element;
}

function set(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value") (element as HTMLInputElement).value = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function add(element: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child instanceof Node) element.append(child);
    else if (child !== null && child !== undefined && child !== false) element.append(String(child));
  }
}

const SVG = "http://www.w3.org/2000/svg";
// Our own strokes on a grid of 24.
const SIGNS: Record<string, string> = {
  list: "M4 6h3M4 12h3M4 18h3M10 6h10M10 12h10M10 18h10",
  check: "M4 13l5 5L20 6",
  plus: "M12 5v14M5 12h14",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M7 12h10",
  lamp: "M9 21h6M10 18h4M12 3a6 6 0 0 1 3.5 10.9L15 16H9l-.5-2.1A6 6 0 0 1 12 3z",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
  alarm: "M12 4l9 16H3zM12 10v5M12 17.6v.6",
  bus: "M4 5h16v11H4zM4 11h16M7 16v3M17 16v3",
  hands: "M4 12h10M10 7l5 5-5 5M20 5v14",
  out: "M12 20V6M6 11l6-6 6 6",
  back: "M15 5l-7 7 7 7",
  none: "M5 12h14",
  gear: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4v6M7 14v6",
  eye: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  door: "M6 21V3h12v18M3 21h18M14 12v1",
  cross: "M6 6l12 12M18 6L6 18",
};

export function sign(name: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  set(svg, { viewBox: "0 0 24 24", class: `sign sign-${name}`, "aria-hidden": "true", focusable: "false" });
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SIGNS[name] ?? "");
  svg.append(path);
  return svg;
}

export const button = (label: string, onclick: (event: Event) => unknown, more: Props = {}, icon = "") =>
  h("button", { type: "button", onclick, ...more }, icon ? sign(icon) : null, h("span", null, label));

/** A name in whatever script it was said: its direction is its own. */
export const name = (words: string) => h("bdi", { dir: "auto" }, words);

let told: HTMLElement | undefined;
/** One line read aloud and shown for a moment. */
export function say(words: string, tone: "good" | "wrong" = "good"): void {
  told ??= document.getElementById("told") as HTMLElement;
  told.replaceChildren(h("p", { class: `told-${tone}` }, sign(tone === "good" ? "check" : "alarm"), " ", words));
  clearTimeout(Number(told.dataset.until));
  told.dataset.until = String(setTimeout(() => told!.replaceChildren(), 3500));
}

export interface Screen {
  /** The heading. Never the window's title: that one the browser writes into its history, in clear. */
  title: string;
  body: Child[];
  /** What this screen must let go of when it is left: a camera, a timer. */
  leave?: () => void;
  /** Draws what changed while the screen stands: the house answered, and the camera must not go out for it. */
  refresh?: () => void;
}
/** For a screen that holds what its reader is in the middle of: the house's answer changes nothing on it. */
export const asItIs = (): void => undefined;
let leaving: (() => void) | undefined;
let refreshing: (() => void) | undefined;
export const refresh = (): void => refreshing?.();
export const keepsUp = (): boolean => refreshing !== undefined;

export function show(screen: Screen, bar: HTMLElement | null, focus: boolean): void {
  leaving?.();
  leaving = screen.leave;
  refreshing = screen.refresh;
  const main = document.getElementById("main") as HTMLElement;
  const heading = h("h1", { tabindex: "-1" }, screen.title);
  main.replaceChildren(heading);
  add(main, screen.body);
  document.getElementById("bar")!.replaceChildren(...(bar ? [bar] : []));
  if (focus) heading.focus({ preventScroll: true });
}

/** A question over the page; resolves to the value of the button, "" when it was closed. */
export function ask(title: string, body: Child[], answers: [string, string, string?][]): Promise<string> {
  return new Promise((resolve) => {
    const box: HTMLDialogElement = h(
      "dialog", { "aria-labelledby": "asked" },
      h("h2", { id: "asked" }, title), body,
      h("div", { class: "stack" }, answers.map(([value, label, kind]) =>
        button(label, (): void => box.close(value), { class: kind ?? "quiet" }))),
    );
    box.addEventListener("close", () => (box.remove(), resolve(box.returnValue)));
    document.body.append(box);
    box.showModal();
  });
}
