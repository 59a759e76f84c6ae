// The big buttons of the crowd counter: a thumb in the cold, eyes on the street.
const field = document.getElementById("id_number");
for (const button of document.querySelectorAll(".gate-counter [data-step]")) {
  button.addEventListener("click", () => {
    const now = Number.parseInt(field.value, 10) || 0;
    field.value = String(Math.max(0, now + Number(button.dataset.step)));
  });
}
