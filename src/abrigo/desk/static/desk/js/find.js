// Finding while typing: the fields are posted after a short rest of the hand, the newest answer wins.
// Without it the form sends itself when asked. Nothing typed ever stands in an address.
const PAUSE_MS = 300;

for (const box of document.querySelectorAll("[data-find]")) {
  const form = box.querySelector("form");
  const into = box.querySelector("[data-found]");
  let wait = 0;
  let asked = 0;
  const told = () => [...form.querySelectorAll("[name=q], [name=kin]")].some((field) => field.value.trim());
  const ask = async () => {
    const mine = ++asked;
    if (!told()) { into.replaceChildren(); return; }
    const body = new FormData(form);
    const answer = await fetch(box.dataset.find, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine !== asked || !answer?.ok) return; // something newer was typed, or the house does not answer: keep what stands
    into.innerHTML = await answer.text(); // our own server, our own template: names come escaped
  };
  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(ask, PAUSE_MS);
  });
}
