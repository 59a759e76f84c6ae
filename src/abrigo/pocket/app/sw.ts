// What answers when no house does: the app's own files, kept whole and by version. Never a word about a child.

declare const __VERSION__: string;
declare const __FILES__: string[];
declare const __LATER__: string[];
const here = self as unknown as ServiceWorkerGlobalScope;
const SHELL = "/pocket/";
const CACHE = `abrigo-pocket-${__VERSION__}`;

here.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([SHELL, ...__FILES__].map((path) => new Request(path, { cache: "reload" })));
      await here.skipWaiting();
    })(),
  );
});

here.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith("abrigo-pocket-") && name !== CACHE) await caches.delete(name);
      await here.clients.claim();
    })(),
  );
});

// The decoder is five times the rest: it comes after the page is usable, and again until it is here.
here.addEventListener("message", (event) => {
  if (event.data !== "complete") return;
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      for (const path of __LATER__) if (!(await cache.match(path))) await cache.add(path).catch(() => undefined);
      const whole = (await Promise.all(__LATER__.map((path) => cache.match(path)))).every(Boolean);
      (event.source as Client | null)?.postMessage({ offlineReady: whole });
    })(),
  );
});

here.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== here.location.origin) return;
  const path = request.mode === "navigate" && url.pathname.startsWith(SHELL) ? SHELL : url.pathname;
  if (path !== SHELL && ![...__FILES__, ...__LATER__].includes(path)) return; // questions go to the house or fail
  event.respondWith(
    (async () => (await (await caches.open(CACHE)).match(path)) ?? fetch(request))(),
  );
});
