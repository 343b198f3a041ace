// Copying a table as text that a workbook understands, saving it as CSV, and ticking rows for a bulk action.
export function tables(part) {
  part.querySelectorAll('[data-copy]:not([data-on])').forEach(button => {
    button.dataset.on = '';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(cells(button.dataset.copy).map(r => r.join('\t')).join('\n'));
      announce(button, button.dataset.done);
    });
  });
  part.querySelectorAll('[data-csv]:not([data-on])').forEach(button => {
    button.dataset.on = '';
    button.addEventListener('click', () => {
      const quoted = v => /[",\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v;
      // The mark at the start makes office programs read UTF-8.
      save('\ufeff' + cells(button.dataset.csv).map(r => r.map(quoted).join(',')).join('\r\n'), 'text/csv', `${button.dataset.name}.csv`);
    });
  });
  part.querySelectorAll('form[data-bulk]:not([data-on])').forEach(bulk);
}

const cells = id => [...document.getElementById(id).rows].map(r => [...r.cells].map(c => c.dataset.exact ?? c.textContent.trim().replace(/\s+/g, ' ')));

export function save(content, type, name) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  download(address, name);
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

export function download(address, name) {
  const a = document.createElement('a');
  a.href = address;
  a.download = name;
  a.click();
}

function announce(button, words) {
  const label = button.querySelector('span') ?? button;
  const before = label.textContent;
  label.textContent = words;
  setTimeout(() => { label.textContent = before; }, 1500);
}

function bulk(form) {
  form.dataset.on = '';
  const bar = form.querySelector('.bulk');
  const boxes = [...form.querySelectorAll('tbody .pick input')];
  const all = form.querySelector('thead .pick input');
  const show = () => {
    const picked = boxes.filter(b => b.checked).length;
    bar.hidden = picked === 0;
    bar.querySelector('[data-picked]').textContent = picked;
    if (all) { all.checked = picked === boxes.length; all.indeterminate = picked > 0 && picked < boxes.length; }
  };
  all?.addEventListener('change', () => { boxes.forEach(b => { b.checked = all.checked; }); show(); });
  boxes.forEach(b => b.addEventListener('change', show));
  show();
}
