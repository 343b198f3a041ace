// Forms: a warning before unsaved words are lost, one submission per press, characters left, and drafts kept in this browser until the
// server has taken them (data-draft names the draft; sign-in forms and accusations do not set it).
export function forms(part) {
  part.querySelectorAll('form[data-guard]:not([data-on])').forEach(guard);
  part.querySelectorAll('[data-limit]:not([data-on])').forEach(count);
  part.querySelectorAll('.errors').forEach(e => e.focus());
}

function guard(form) {
  form.dataset.on = '';
  let changed = false;
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', e => {
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = '1';
    changed = false;
  });
  // Coming back by the back button shows the page from memory: let it be sent again.
  window.addEventListener('pageshow', () => { delete form.dataset.sent; });
  window.addEventListener('beforeunload', e => { if (changed) e.preventDefault(); });
  if (form.dataset.draft) draft(form);
}

function draft(form) {
  const key = `draft:${form.dataset.draft}`;
  const fields = () => [...form.elements].filter(e => e.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(e.type));
  const read = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const kept = read();
  // What the server sent back (a refused form) is newer than the draft.
  if (kept && !form.querySelector('[aria-invalid]')) {
    for (const f of fields()) {
      if (!(f.name in kept)) continue;
      if (f.type === 'checkbox' || f.type === 'radio') f.checked = kept[f.name].includes(f.value);
      // A cell of a grid comes back with the revision it was typed against, so that somebody else's save is still noticed.
      else if (f.matches('.grid-cell')) { f.value = kept[f.name][0]; f.previousElementSibling.value = kept[f.name][1]; }
      else if (!f.value) f.value = kept[f.name][0] ?? '';
    }
    form.querySelector('[data-draft-said]')?.removeAttribute('hidden');
  }
  let waiting;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const values = {};
      for (const f of fields()) {
        if (f.matches('.grid-cell')) {
          if (f.value !== f.defaultValue) values[f.name] = [f.value, f.previousElementSibling.value];
          continue;
        }
        values[f.name] ??= [];
        if ((f.type !== 'checkbox' && f.type !== 'radio') || f.checked) values[f.name].push(f.value);
      }
      try { localStorage.setItem(key, JSON.stringify(values)); } catch { /* full or refused: the guard still warns */ }
    }, 400);
  });
  form.querySelector('[data-draft-drop]')?.addEventListener('click', () => { localStorage.removeItem(key); form.reset(); });
}

// The page that follows a successful submission carries data-draft-done="name".
document.querySelectorAll('[data-draft-done]').forEach(e => { try { localStorage.removeItem(`draft:${e.dataset.draftDone}`); } catch { /* nothing was kept */ } });

function count(field) {
  field.dataset.on = '';
  const said = document.getElementById(field.dataset.limit);
  const most = Number(field.getAttribute('data-most'));
  const show = () => { said.textContent = `${[...field.value].length} / ${most}`; };
  field.addEventListener('input', show);
  show();
}
