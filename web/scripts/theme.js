// The server writes the chosen theme into the page; who has chosen none gets what her system prefers, before the first paint.
if (!/(^|; )theme=/.test(document.cookie) && matchMedia('(prefers-color-scheme: dark)').matches) {
  document.documentElement.dataset.bsTheme = 'dark';
}
