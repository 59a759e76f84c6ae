// A screen that asks every few seconds and is not answered says so, in large letters: a frozen count on a wall
// is believed for as long as nobody notices, and a child may be looked for in the wrong place meanwhile.
const QUIET_MS = 15000;
const warning = document.getElementById("unheard");
let heard = Date.now();

document.addEventListener("htmx:after:request", (event) => {
  const status = event.detail?.ctx?.response?.status;
  if (status && status < 500) heard = Date.now();
});

function look() {
  if (!warning || !document.querySelector("[hx-trigger*='every']")) return;
  const quiet = Date.now() - heard > QUIET_MS;
  if (quiet === !warning.hidden) return;
  warning.hidden = !quiet;
  document.body.classList.toggle("unheard", quiet);
  const since = warning.querySelector("[data-since]");
  if (since) since.textContent = new Date(heard).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

setInterval(look, 1000);
