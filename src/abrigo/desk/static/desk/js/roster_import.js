// While a list is being written, says how far it is. The form itself does the work; without this it simply waits.
const form = document.querySelector("[data-import]");
const EVERY_MS = 700;

form?.addEventListener("submit", () => {
  const work = form.querySelector("[data-work]");
  const bar = work.querySelector("progress");
  work.hidden = false;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  setInterval(async () => {
    const answer = await fetch(form.dataset.progress).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!told?.of) return;
    bar.max = told.of;
    bar.value = told.done;
    work.querySelector("[data-far]").textContent = `${told.done} / ${told.of}`;
  }, EVERY_MS);
});
