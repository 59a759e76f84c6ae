// Builds the phone's app into ../static/pocket: `node build.mjs`; `node build.mjs --into FOLDER` somewhere else, to compare.
// What it makes is committed: nobody who runs a house needs Node. Names under app/ carry a hash of their content.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const into = process.argv[2] === "--into" ? resolve(process.argv[3]) : resolve(here, "../static/pocket");
const app = join(into, "app");
const decoder = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");

const short = (raw) => createHash("sha256").update(raw).digest("hex").slice(0, 8);
async function put(name, raw) {
  const dot = name.lastIndexOf(".");
  const named = `${name.slice(0, dot)}-${short(raw)}${name.slice(dot)}`;
  await writeFile(join(app, named), raw);
  return `/pocket/app/${named}`;
}

await rm(into, { recursive: true, force: true });
await mkdir(app, { recursive: true });
const wasm = await put("zxing_reader.wasm", await readFile(decoder));
const icons = {};
for (const name of ["icon.svg", "icon-192.png", "icon-512.png"]) icons[name] = await put(name, await readFile(join(here, "icons", name)));

// The version is of the sources, so that it can stand inside what is built from them.
// tests/repository/test_built.py computes it too, without Node: a source nobody built after changing is found there.
const sources = (await readdir(here, { recursive: true })).filter((n) => /\.(ts|css|html|json|svg)$/.test(n)).sort();
const version = short((await Promise.all(sources.map(async (n) => `${n}\n${await readFile(join(here, n), "utf8")}`))).join(""));
const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", charset: "utf8", logLevel: "warning", absWorkingDir: here };
const words = { __VERSION__: JSON.stringify(version), __DECODER__: JSON.stringify(wasm) };

// The decoder's own program would fall back to somebody else's server; ours has nowhere else to go.
const athome = {
  name: "at home",
  setup: (made) => made.onLoad({ filter: /zxing-wasm[\\/]dist[\\/]es[\\/]share\.js$/ }, async ({ path }) => ({
    contents: (await readFile(path, "utf8")).replace(/https:\/\/[a-z.]*jsdelivr[^`"']*/g, "/pocket/app/"),
  })),
};
await build({
  ...common, plugins: [athome], entryPoints: [join(here, "main.ts"), join(here, "engine.ts"), join(here, "pocket.css")], outdir: app, format: "esm", splitting: true,
  entryNames: "[name]-[hash]", chunkNames: "part-[hash]", define: words,
});
const made = (await readdir(app)).sort().map((n) => `/pocket/app/${n}`);
const one = (start, end) => made.find((n) => n.startsWith(`/pocket/app/${start}`) && n.endsWith(end));
const filled = async (name, by) => Object.entries(by).reduce((text, [from, to]) => text.replaceAll(from, to), await readFile(join(here, name), "utf8"));

await writeFile(join(into, "index.html"), await filled("index.html", {
  __JS__: one("main-", ".js"), __CSS__: one("pocket-", ".css"), __ICON__: icons["icon.svg"], __APPLE__: icons["icon-192.png"],
}));
await writeFile(join(into, "manifest.webmanifest"), await filled("manifest.json", {
  __ICON__: icons["icon.svg"], __192__: icons["icon-192.png"], __512__: icons["icon-512.png"],
}));
// The decoder is fetched after the page is usable; everything else before the worker answers for anything.
const later = [wasm];
const files = ["/pocket/manifest.webmanifest", ...made.filter((n) => !later.includes(n) && !n.endsWith(".png"))];
await build({
  ...common, entryPoints: [join(here, "sw.ts")], outfile: join(into, "sw.js"), format: "iife",
  define: { ...words, __FILES__: JSON.stringify(files), __LATER__: JSON.stringify(later) },
});
