// Declaring somebody missing asks once more, by name; everything else is one tap.
const form = () => document.getElementById("room-form");

window.addEventListener("submit", (event) => {
  if (event.target !== form() || !event.submitter?.dataset.whom) return;
  const missing = event.target.querySelector("#mode-missing:checked");
  if (missing) event.submitter.dataset.confirm = event.target.dataset.missing.replace("{}", event.submitter.dataset.whom.trim());
  else delete event.submitter.dataset.confirm;
}, true);
