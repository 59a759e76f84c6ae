// Passkeys: a form with data-passkey="create" or "get" asks the browser's own keeper before it is sent.
//
// The offer stands in the page (#passkey-offer), or is fetched for the name that was typed (data-offer). Nothing of a
// key is kept here: what the keeper answers goes into the form's hidden field and to the house.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function options(offer) {
  const key = offer.publicKey ?? offer;
  const ready = { ...key, challenge: bytes(key.challenge), allowCredentials: known(key.allowCredentials), excludeCredentials: known(key.excludeCredentials) };
  if (key.user) ready.user = { ...key.user, id: bytes(key.user.id), displayName: key.user.displayName ?? key.user.name };
  return ready;
}

function spoken(found) {
  const said = { clientDataJSON: text(found.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (found.response[part]) said[part] = text(found.response[part]);
  }
  return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response: said, clientExtensionResults: {} });
}

async function offered(form) {
  if (!form.dataset.offer) return JSON.parse(document.getElementById("passkey-offer").textContent);
  const asked = new FormData(form);
  asked.set("username", document.getElementById("username").value);
  const answer = await fetch(form.dataset.offer, { method: "POST", body: asked, credentials: "same-origin" });
  return answer.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const wrong = form.querySelector(".problem");
    if (wrong) wrong.hidden = true;
    try {
      const publicKey = options(await offered(form));
      const found = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      const purpose = document.getElementById("purpose");
      if (purpose && form.elements.purpose) form.elements.purpose.value = purpose.value;
      form.elements.answer.value = spoken(found);
      form.requestSubmit();
    } catch {
      if (wrong) wrong.hidden = false;
    }
  });
}
