// The four ways of not knowing beside a field: choosing one empties and hatches the field, typing takes it back.
// Without JavaScript the server reads the same two values and refuses when they disagree.
const parts = (element) => {
  const field = element.closest(".field");
  return { field, input: field?.querySelector("[data-value]"), answers: field ? [...field.querySelectorAll(".answers input")] : [] };
};

document.addEventListener("change", (event) => {
  if (!event.target.matches?.(".answers input")) return;
  const { field, input } = parts(event.target);
  field.classList.toggle("blank", event.target.checked && event.target.value !== "");
  if (input && event.target.value !== "") input.value = "";
});

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-value]")) return;
  const { field, answers } = parts(event.target);
  if (!event.target.value) return;
  for (const answer of answers) answer.checked = answer.value === "";
  field?.classList.remove("blank");
});

// Pressing the chosen answer again takes it back: radios alone cannot be emptied.
document.addEventListener("click", (event) => {
  const answer = event.target;
  if (!answer.matches?.(".answers[data-undo] input")) return;
  if (answer.dataset.was === "yes") {
    answer.checked = false;
    answer.closest(".field").classList.remove("blank");
  }
  for (const other of parts(answer).answers) other.dataset.was = other === answer && other.checked ? "yes" : "no";
});
