// The side menu shows where one is, also in a window that is lower than the menu. Only the menu is scrolled, never the page.
export function nav() {
  const side = document.querySelector('.office-side');
  const here = side?.querySelector('[aria-current]');
  if (here && here.offsetTop + here.offsetHeight > side.clientHeight) side.scrollTop = here.offsetTop - side.clientHeight / 2;
}
