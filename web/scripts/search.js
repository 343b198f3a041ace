// Suggestions under a search box: the form's data-suggest names an address that answers [{ text, hint, href }] for ?q=.
// Without script the form is an ordinary search.
export function search(part) {
  part.querySelectorAll('form[data-search][data-suggest]:not([data-on])').forEach(attach);
}

function attach(form) {
  form.dataset.on = '';
  const box = form.querySelector('input');
  const list = document.createElement('ul');
  Object.assign(list, { id: `${box.id}-list`, className: 'suggestions', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', box.getAttribute('aria-label') ?? '');
  form.append(list);
  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-controls', list.id);
  box.setAttribute('aria-expanded', 'false');
  let at = -1, waiting, asked = 0;

  const close = () => { list.hidden = true; at = -1; box.setAttribute('aria-expanded', 'false'); box.removeAttribute('aria-activedescendant'); };
  const options = () => [...list.children];
  const choose = to => {
    options().forEach((o, i) => o.setAttribute('aria-selected', String(i === to)));
    at = to;
    if (to >= 0) { box.setAttribute('aria-activedescendant', options()[to].id); options()[to].scrollIntoView({ block: 'nearest' }); }
    else box.removeAttribute('aria-activedescendant');
  };

  async function ask() {
    const words = box.value.trim();
    if (!words) return close();
    const mine = ++asked;
    const address = new URL(form.dataset.suggest, location.href);
    address.searchParams.set('q', words);
    let found;
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' } });
      found = answer.ok ? await answer.json() : [];
    } catch { found = []; }
    if (mine !== asked) return;
    list.replaceChildren(...found.map((f, i) => option(f, `${list.id}-${i}`)));
    at = -1;
    list.hidden = found.length === 0;
    box.setAttribute('aria-expanded', String(found.length > 0));
  }

  function option({ text, hint, href }, id) {
    const o = document.createElement('li');
    o.id = id;
    o.setAttribute('role', 'option');
    o.setAttribute('aria-selected', 'false');
    o.dataset.href = href;
    for (const words of [text, hint ?? '']) { const s = document.createElement('span'); s.textContent = words; o.append(s); }
    o.addEventListener('mousedown', e => { e.preventDefault(); location.href = href; });
    return o;
  }

  box.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
  box.addEventListener('blur', close);
  box.addEventListener('keydown', e => {
    // Enter that only confirms Chinese input must not leave the page.
    if (e.isComposing || list.hidden) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); choose((at + 1) % options().length); }
    else if (e.key === 'ArrowUp') { e.preventDefault(); choose(at <= 0 ? options().length - 1 : at - 1); }
    else if (e.key === 'Enter' && at >= 0) { e.preventDefault(); location.href = options()[at].dataset.href; }
    else if (e.key === 'Escape') { e.stopPropagation(); close(); }
  });
}
