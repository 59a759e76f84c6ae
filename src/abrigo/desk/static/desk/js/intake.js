// The intake form: Enter goes to the next field, Ctrl+Enter writes, the letters of a name tell its script,
// and whoever may already be on record is shown while the name is typed. Without it the form works the same.
const form = document.querySelector("[data-intake]");
const RANGES = [["Hebr", /[\u0590-\u05ff\ufb1d-\ufb4f]/], ["Arab", /[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]/],
  ["Cyrl", /[\u0400-\u04ff]/], ["Latn", /[A-Za-z\u00c0-\u024f]/]];
const PAUSE_MS = 350;

const scriptOf = (text) => RANGES.find(([, letters]) => letters.test(text))?.[0] ?? "";

// A radio group is one stop of the keyboard: the chosen one, or the first.
function stops() {
  const groups = new Set();
  return [...form.querySelectorAll("input:not([type=hidden]), select, textarea, summary, button")].filter((field) => {
    if (field.disabled || field.getClientRects().length === 0) return false;
    if (field.type !== "radio") return true;
    const chosen = form.querySelector(`input[name="${CSS.escape(field.name)}"]:checked`);
    if (groups.has(field.name) || (chosen && chosen !== field)) return false;
    groups.add(field.name);
    return true;
  });
}

async function fragment(url, body, into) {
  const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  into.innerHTML = await answer.text(); // our own server, our own template: names come escaped
}

const waits = new Map();
function soon(key, act) {
  clearTimeout(waits.get(key));
  waits.set(key, setTimeout(act, PAUSE_MS));
}

function withoutPhoto() {
  const body = new FormData(form);
  body.delete("photo");
  return body;
}

if (form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.shiftKey || event.defaultPrevented || !event.target.matches("input, select") || event.target.type === "file") return;
    event.preventDefault();
    const fields = stops();
    fields[fields.indexOf(event.target) + 1]?.focus();
  });
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches("[data-name]")) {
      const script = field.closest(".name-typed").querySelector("[data-script]");
      if (!script.dataset.chosen) script.value = scriptOf(field.value);
      soon("alike", () => fragment(form.dataset.alike, withoutPhoto(), form.querySelector("[data-matches]")));
    }
    if (field.name === "tag") soon("tag", () => fragment(form.dataset.tag, withoutPhoto(), form.querySelector("[data-came]")));
    if (field.name === "age_text" && field.value) for (const age of form.querySelectorAll("input[name=age]")) age.checked = false;
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-script]")) event.target.dataset.chosen = "yes";
    if (event.target.name === "age") form.elements.age_text.value = "";
  });
  // A slow network and a tired thumb: one press is one press.
  form.addEventListener("submit", () => { for (const button of form.querySelectorAll("[type=submit]")) button.disabled = true; });
  addEventListener("pageshow", () => { for (const button of form.querySelectorAll("[type=submit]")) button.disabled = false; });
  document.addEventListener("click", (event) => {
    const same = event.target.closest("[data-same]");
    if (!same) return;
    const name = same.dataset.same;
    if (name === "language") {
      for (const choice of form.querySelectorAll("input[name=language]")) choice.checked = choice.value === same.dataset.valueWas;
      form.elements.language_other.value = same.dataset.otherWas || "";
    } else {
      form.elements[name].value = same.dataset.valueWas;
      form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  if (!document.querySelector("[data-focus-first]")) form.elements.band.focus();
}
