// Runs before the page is drawn, so that a screen in a dark dormitory never flashes white.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let chosen = null;
  try { chosen = localStorage.getItem("abrigo-theme"); } catch { /* a private window keeps nothing: follow the device */ }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
})();
