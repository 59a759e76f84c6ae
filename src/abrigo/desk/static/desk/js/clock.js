// Keeps "4 min ago" true while a page stays open, and the countdowns and the hour in the frame.
//
// A page that says "seen just now" twenty minutes later is a lie somebody may act on. The hour is the
// server's (or the drill's), never the device's: clocks of borrowed phones are often days off.
const root = document.documentElement;
const language = root.lang || "en";
const told = Date.parse(root.dataset.now || "") || Date.now();
const opened = performance.now();
const stopped = root.dataset.clock === "stopped";
const STALE_SECONDS = 3600;

export const now = () => (stopped ? told : told + (performance.now() - opened));

const relative = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });

function ageWords(seconds) {
  if (seconds < 60) return null; // the server's "just now" still holds
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 172800) return relative.format(-Math.floor(seconds / 3600), "hour");
  return relative.format(-Math.floor(seconds / 86400), "day");
}

export function lasting(seconds) {
  const whole = Math.max(0, Math.floor(Math.abs(seconds)));
  const two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function tick() {
  const moment = now();
  for (const stamp of document.querySelectorAll("time[data-ago]")) {
    const age = (moment - Date.parse(stamp.dateTime)) / 1000;
    const words = ageWords(age);
    if (words) stamp.textContent = words;
    stamp.classList.toggle("stale", age > STALE_SECONDS);
  }
  for (const stamp of document.querySelectorAll("time[data-lasting]")) {
    stamp.textContent = lasting((moment - Date.parse(stamp.dateTime)) / 1000);
  }
  const hour = document.querySelector("[data-hour]");
  if (hour) {
    const zone = hour.dataset.zone || undefined;
    hour.textContent = new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  }
}

tick();
if (!stopped) setInterval(tick, 1000);
document.addEventListener("htmx:after:swap", tick);
