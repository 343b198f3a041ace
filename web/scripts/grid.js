// The entry grid: arrow keys, enter and tab move from cell to cell, and a block copied from a spreadsheet is pasted over the cells from
// the focused one on. Typing, saving and what is wrong work without it.
export function grid(part) {
  part.querySelectorAll('form[data-grid]:not([data-grid-on])').forEach(form => {
    form.dataset.gridOn = '';
    const rows = () => [...form.querySelectorAll('table.cells tbody tr')].map(r => [...r.querySelectorAll('input.grid-cell')]);
    const where = (cells, input) => {
      for (let y = 0; y < cells.length; y++) {
        const x = cells[y].indexOf(input);
        if (x >= 0) return { x, y };
      }
      return null;
    };
    const go = (cells, x, y) => { const to = cells[y]?.[x]; if (to) { to.focus(); to.select(); } return !!to; };

    form.addEventListener('keydown', e => {
      if (!e.target.matches('input.grid-cell') || e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
      const cells = rows(), at = where(cells, e.target);
      // Past the links and badges between the cells; out of the grid from its last cell, and backwards from its first.
      if (e.key === 'Tab') {
        const all = cells.flat(), to = all[all.indexOf(e.target) + (e.shiftKey ? -1 : 1)];
        if (to) { to.focus(); to.select(); e.preventDefault(); }
        return;
      }
      const whole = e.target.selectionStart === 0 && e.target.selectionEnd === e.target.value.length;
      const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, e.shiftKey ? -1 : 1] }[e.key]
        ?? (e.key === 'ArrowLeft' && (whole || e.target.selectionEnd === 0) ? [-1, 0] : null)
        ?? (e.key === 'ArrowRight' && (whole || e.target.selectionStart === e.target.value.length) ? [1, 0] : null);
      if (!step) return;
      go(cells, at.x + step[0], at.y + step[1]);
      // Enter at the foot of the grid does not send half a table by accident.
      e.preventDefault();
    });

    form.addEventListener('paste', e => {
      if (!e.target.matches('input.grid-cell')) return;
      const text = e.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n').replace(/\n$/, '');
      if (!/[\t\n]/.test(text)) return;
      e.preventDefault();
      const cells = rows(), at = where(cells, e.target);
      text.split('\n').forEach((line, dy) => line.split('\t').forEach((value, dx) => {
        const cell = cells[at.y + dy]?.[at.x + dx];
        if (cell) { cell.value = value.trim(); mark(cell); }
      }));
      form.dispatchEvent(new Event('input', { bubbles: true }));
    });

    const mark = cell => cell.classList.toggle('grid-changed', cell.value !== cell.defaultValue);
    form.addEventListener('input', e => { if (e.target.matches?.('input.grid-cell')) mark(e.target); });
    form.addEventListener('focusin', e => { if (e.target.matches('input.grid-cell')) e.target.select(); });
  });
}
