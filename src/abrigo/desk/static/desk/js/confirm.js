// Asks once more before what cannot be quietly undone: <form data-confirm="Release Ana to ...?">.
//
// The sentence must name the child and the act. Without JavaScript the form simply goes through: the
// rules on the server decide, this only guards against a tired thumb.
const box = document.getElementById("confirm");
let asking = null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  const sentence = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (!sentence || !box?.showModal || form.dataset.confirmed === "yes") {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  asking = { form, submitter: event.submitter };
  box.querySelector("[data-sentence]").textContent = sentence;
  box.returnValue = "";
  box.showModal();
}, true);

box?.addEventListener("close", () => {
  const { form, submitter } = asking ?? {};
  asking = null;
  if (box.returnValue !== "yes" || !form) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter?.form === form ? submitter : undefined);
});
