// Charts and maps load their libraries only when one comes near the window. The addresses come from the page, so they carry fingerprints.
export function lazy(part) {
  const found = [...part.querySelectorAll('[data-draw]:not([data-on])')];
  if (found.length === 0) return;
  const watcher = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      import(target.dataset.draw).then(m => m.draw(target)).catch(() => target.querySelector('details.chart-twin')?.setAttribute('open', ''));
    }
  }, { rootMargin: '300px' });
  found.forEach(f => { f.dataset.on = ''; watcher.observe(f); });
}
