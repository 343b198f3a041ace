// Draws the maps that C# describes (Host/Web/Parts/MapSpec.cs): areas from a GeoJSON file of this server and points from the page.
// No tiles, no glyphs, nothing from elsewhere. Classes are decided in C#, so map, legend and table always agree.
import maplibregl from 'maplibre-gl/dist/maplibre-gl-csp.js';

export async function draw(figure) {
  const said = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const spec = said.placesHref ? await asked(figure, said.placesHref) : said;
  const body = figure.querySelector('.chart-body');
  maplibregl.setWorkerUrl(figure.dataset.worker);
  const areas = spec.areasHref ? await fetch(spec.areasHref).then(a => a.json()) : { type: 'FeatureCollection', features: [] };
  const places = new Map(spec.places.map(p => [String(p.code), p]));
  areas.features.forEach(f => {
    const place = places.get(String(f.properties.code));
    f.id = undefined;
    f.properties = { code: String(f.properties.code), class: place?.class ?? -1, known: place ? 1 : 0 };
  });
  const points = {
    type: 'FeatureCollection',
    features: spec.places.filter(p => p.lon != null).map(p => ({
      type: 'Feature', geometry: { type: 'Point', coordinates: [p.lon, p.lat] }, properties: { code: String(p.code), class: p.class ?? -1 },
    })),
  };
  body.replaceChildren();
  body.classList.remove('chart-waiting');
  const map = new maplibregl.Map({
    container: body, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: false,
    scrollZoom: false, fadeDuration: 0, canvasContextAttributes: { preserveDrawingBuffer: true },
    style: { version: 8, sources: {}, layers: [] }, locale: { 'Map.Title': spec.title },
    bounds: extent([areas, points]), fitBoundsOptions: { padding: 24, maxZoom: 13 },
  });
  map.keyboard.disableRotation();
  map.touchZoomRotate.disableRotation();
  map.on('load', () => {
    layers(map, spec, areas, points);
    figure.dataset.drawn = '';
  });
  document.addEventListener('theme-changed', () => paint(map, spec));
  hints(map, body, places);
  tools(map, figure, () => map.fitBounds(extent([areas, points]), { padding: 24, maxZoom: 13 }));
}

// A map of many places is not in the page: it is asked for here, and its table, the way for keyboards, is written before anything is drawn.
async function asked(figure, href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(`${href}: ${answer.status}`);
  const spec = await answer.json();
  const cell = (name, text, more) => Object.assign(document.createElement(name), { textContent: text }, more);
  const rows = spec.places.map(p => {
    const row = document.createElement('tr');
    const head = cell('th', '', { scope: 'row' });
    head.append(p.href ? cell('a', p.name, { href: p.href }) : p.name);
    row.append(head, cell('td', p.value ?? '—', { className: 'number' }), cell('td', spec.classes[p.class] ?? '—'));
    return row;
  });
  const twin = figure.querySelector('details.chart-twin');
  twin.querySelector('tbody').replaceChildren(...rows);
  twin.hidden = false;
  return spec;
}

function colours(spec) {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(`--${name}`).trim();
  const steps = spec.swatches.map((s, i) => [i, of(s)]).flat();
  return { fill: ['match', ['get', 'class'], ...steps, of('map-none')], line: of('paper'), edge: of('line-strong'), ink: of('ink'), ground: of('ground') };
}

function layers(map, spec, areas, points) {
  const c = colours(spec);
  map.addLayer({ id: 'ground', type: 'background', paint: { 'background-color': c.ground } });
  map.addSource('areas', { type: 'geojson', data: areas });
  map.addSource('points', { type: 'geojson', data: points });
  map.addLayer({ id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': c.fill } });
  map.addLayer({ id: 'edges', type: 'line', source: 'areas', paint: { 'line-color': c.edge, 'line-width': .8 } });
  map.addLayer({ id: 'over', type: 'line', source: 'areas', filter: ['==', ['get', 'code'], ''], paint: { 'line-color': c.ink, 'line-width': 2.2 } });
  const many = points.features.length > 2000;
  map.addLayer({
    id: 'points', type: 'circle', source: 'points',
    paint: { 'circle-color': c.fill, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, many ? 1.6 : 4, 12, 7], 'circle-stroke-color': c.edge, 'circle-stroke-width': many ? .3 : 1 },
  });
}

function paint(map, spec) {
  const c = colours(spec);
  map.setPaintProperty('ground', 'background-color', c.ground);
  map.setPaintProperty('areas', 'fill-color', c.fill);
  map.setPaintProperty('edges', 'line-color', c.edge);
  map.setPaintProperty('over', 'line-color', c.ink);
  map.setPaintProperty('points', 'circle-color', c.fill);
  map.setPaintProperty('points', 'circle-stroke-color', c.edge);
}

function hints(map, body, places) {
  const hint = document.createElement('div');
  hint.className = 'map-hint';
  hint.hidden = true;
  body.append(hint);
  const at = e => {
    const found = map.queryRenderedFeatures(e.point, { layers: ['points', 'areas'].filter(l => map.getLayer(l)) });
    return found.length > 0 ? places.get(found[0].properties.code) : undefined;
  };
  map.on('mousemove', e => {
    const place = at(e);
    hint.hidden = !place;
    if (map.getLayer('over')) map.setFilter('over', ['==', ['get', 'code'], place ? String(place.code) : '']);
    map.getCanvas().style.cursor = place?.href ? 'pointer' : '';
    if (!place) return;
    const name = document.createElement('strong');
    name.textContent = place.name;
    hint.replaceChildren(name, place.value ?? '');
    const right = e.point.x > body.clientWidth / 2;
    hint.style.left = `${right ? e.point.x - hint.offsetWidth - 12 : e.point.x + 12}px`;
    hint.style.top = `${Math.min(e.point.y + 12, body.clientHeight - hint.offsetHeight - 6)}px`;
  });
  map.on('mouseout', () => { hint.hidden = true; });
  const frame = body.closest('[data-pick]');
  if (frame) return pick(map, frame);
  map.on('click', e => { const place = at(e); if (place?.href) location.href = place.href; });
}

// A click notes the spot instead of opening a place; the pin stands where the two fields say.
function pick(map, frame) {
  const pin = new maplibregl.Marker({ element: Object.assign(document.createElement('div'), { className: 'map-pin' }) });
  const [lat, lng] = ['latitude', 'longitude'].map(name => frame.querySelector(`[name=${name}]`));
  const stand = () => { if (lat.value && lng.value && Number.isFinite(+lat.value) && Number.isFinite(+lng.value)) pin.setLngLat([+lng.value, +lat.value]).addTo(map); };
  map.getCanvas().style.cursor = 'crosshair';
  map.on('click', e => { frame.dispatchEvent(new CustomEvent('picked', { detail: e.lngLat })); });
  frame.addEventListener('input', stand);
  stand();
}

function tools(map, figure, home) {
  figure.querySelector('[data-zoom-in]')?.addEventListener('click', () => map.zoomIn());
  figure.querySelector('[data-zoom-out]')?.addEventListener('click', () => map.zoomOut());
  figure.querySelector('[data-zoom-home]')?.addEventListener('click', home);
  figure.querySelector('[data-png]')?.addEventListener('click', e => {
    const a = document.createElement('a');
    a.href = map.getCanvas().toDataURL('image/png');
    a.download = `${e.currentTarget.dataset.name}.png`;
    a.click();
  });
}

function extent(collections) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = c => {
    if (typeof c[0] !== 'number') return c.forEach(walk);
    box[0] = Math.min(box[0], c[0]); box[1] = Math.min(box[1], c[1]);
    box[2] = Math.max(box[2], c[0]); box[3] = Math.max(box[3], c[1]);
  };
  collections.forEach(c => c.features.forEach(f => walk(f.geometry.coordinates)));
  return Number.isFinite(box[0]) ? box : [117, 26, 123, 32];
}
