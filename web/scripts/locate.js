// Where something is: the telephone's own position, or a click on a map within [data-pick], written into the two fields beside it.
export function locate(part) {
  part.querySelectorAll('[data-locate]:not([data-on])').forEach(button => {
    button.dataset.on = '';
    const said = button.closest('[data-pick]').querySelector('[data-located]');
    if (!navigator.geolocation) return button.remove();
    button.addEventListener('click', () => navigator.geolocation.getCurrentPosition(
      at => { write(button, at.coords.latitude, at.coords.longitude); },
      () => { said.textContent = button.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15000 }));
  });
  part.querySelectorAll('[data-pick]:not([data-on])').forEach(frame => {
    frame.dataset.on = '';
    frame.addEventListener('picked', e => write(frame, e.detail.lat, e.detail.lng));
  });
}

function write(inside, latitude, longitude) {
  const frame = inside.closest('[data-pick]');
  const [lat, lng] = [latitude, longitude].map(n => n.toFixed(5));
  frame.querySelector('[name=latitude]').value = lat;
  frame.querySelector('[name=longitude]').value = lng;
  frame.querySelector('[data-located]').textContent = `${lat}, ${lng}`;
  frame.querySelector('[name=latitude]').dispatchEvent(new Event('input', { bubbles: true }));
}
