// Signing in with a passkey, and adding one. The form stays hidden where the browser cannot do it; password and code work everywhere.
const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential?.parseCreationOptionsFromJSON;

async function ask(form) {
  const token = form.elements.__RequestVerificationToken.value;
  const answer = await fetch(form.dataset.passkeyOptions, { method: 'POST', headers: { RequestVerificationToken: token } });
  // Not fresh enough, or signed out: the form without a credential goes to the page that says so.
  if (!answer.ok) return '';
  const options = await answer.json();
  const credential = form.dataset.passkey === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
}

for (const form of able ? document.querySelectorAll('form[data-passkey]') : []) {
  form.hidden = false;
  form.addEventListener('submit', async e => {
    e.preventDefault();
    try {
      form.elements.credential.value = await ask(form);
    } catch (refused) {
      // The person closed the window of her device: nothing happened, nothing to say.
      if (refused.name === 'NotAllowedError' || refused.name === 'AbortError') return;
      form.elements.credential.value = '';
    }
    form.submit();
  });
}
