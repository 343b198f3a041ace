// "/" goes to the search box, j and k walk the rows of the first list, Enter opens the row, Escape closes what is open.
export function keys() {
  document.addEventListener('keydown', e => {
    if (e.key === 'Escape') return closeAll();
    if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target)) return;
    if (e.key === '/') {
      const box = document.querySelector('[data-search] input');
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    } else if (e.key === 'j' || e.key === 'k') {
      move(e.key === 'j' ? 1 : -1);
    } else if (e.key === 'Enter' && (e.target === document.body || e.target.matches('tr'))) {
      document.querySelector('tr.current')?.querySelector('a[data-row]')?.click();
    } else if (e.key === 'x') {
      document.querySelector('tr.current .pick input')?.click();
    }
  });
}

const isTyping = e => e.matches('input, textarea, select, [contenteditable]') || e.closest('dialog, .maplibregl-map');

function move(step) {
  const rows = [...document.querySelectorAll('[data-list] tbody tr')];
  if (rows.length === 0) return;
  const at = rows.findIndex(r => r.classList.contains('current'));
  const next = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at]?.classList.remove('current');
  const row = rows[next];
  row.classList.add('current');
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

function closeAll() {
  const open = document.querySelector('details.menu[open], details.source[open]');
  if (open) { open.open = false; open.querySelector('summary').focus(); }
  if (location.hash === '#menu') location.hash = '#main';
}
