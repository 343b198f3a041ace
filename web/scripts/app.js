// What pages do more comfortably with script. Every page works without it. Behaviours are found by data attributes, again after each
// htmx update, and each keeps to itself.
import htmx from 'htmx.org';
import { keys } from './keys.js';
import { search } from './search.js';
import { forms } from './forms.js';
import { tables } from './tables.js';
import { grid } from './grid.js';
import { lazy } from './lazy.js';
import { locate } from './locate.js';
import { nav } from './nav.js';

// No inline styles and no eval: the content security policy allows neither.
Object.assign(htmx.config, { includeIndicatorStyles: false, allowEval: false, allowScriptTags: false, selfRequestsOnly: true, historyCacheSize: 0 });
window.htmx = htmx;

const root = document.documentElement;
root.dataset.script = 'on';

function start(part) {
  part.querySelectorAll('[data-needs-script]').forEach(e => e.removeAttribute('hidden'));
  search(part);
  forms(part);
  tables(part);
  grid(part);
  lazy(part);
  locate(part);
}

document.addEventListener('click', e => {
  const theme = e.target.closest('[data-theme-toggle]');
  if (theme) {
    const next = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    root.dataset.bsTheme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    document.dispatchEvent(new CustomEvent('theme-changed'));
  }
  if (e.target.closest('[data-print]')) window.print();
  const opener = e.target.closest('[data-dialog]');
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal?.();
  if (e.target.closest('[data-close]')) e.target.closest('dialog')?.close();
  // One open pop-up at a time.
  document.querySelectorAll('details.menu[open], details.source[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; });
});

// Ticks stand for links and buttons that the page also offers; they only save a press.
document.addEventListener('change', e => {
  if (e.target.closest('form[data-at-once]')) e.target.form.requestSubmit();
});

// On paper what is folded stands open, also in browsers whose style sheets cannot say so.
window.addEventListener('beforeprint', () => document.querySelectorAll('details.fold:not([open])').forEach(d => { d.open = true; d.dataset.folded = ''; }));
window.addEventListener('afterprint', () => document.querySelectorAll('details[data-folded]').forEach(d => { d.open = false; delete d.dataset.folded; }));

keys();
nav();
start(document);
document.addEventListener('htmx:load', e => start(e.detail.elt));
