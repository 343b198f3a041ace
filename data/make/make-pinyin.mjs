// Makes ../places/pinyin.tsv: every character that occurs in the names of the national register, or among the 6,763 of GB 2312,
// with its readings (the first is the one used), then the words of readings.mjs.
import { pinyin } from 'pinyin-pro';
import { characters, words } from './readings.mjs';
import { division, write } from './registers.mjs';

const all = new Set();
for (const file of ['provinces', 'cities', 'areas', 'streets', 'villages'])
  for (const [, name] of division(file)) for (const c of name) all.add(c);
const gb = new TextDecoder('gb2312');
for (let high = 0xb0; high <= 0xf7; high++)
  for (let low = 0xa1; low <= 0xfe; low++) all.add(gb.decode(Uint8Array.of(high, low)));

const lines = [];
for (const c of [...all].filter(c => /\p{Script=Han}/u.test(c)).sort()) {
  const found = [...new Set(pinyin(c, { multiple: true, toneType: 'none', type: 'array', v: true }))].filter(r => /^[a-z]+$/.test(r));
  const first = characters[c];
  const readings = first ? [first, ...found.filter(r => r !== first)] : found;
  if (readings.length) lines.push(`${c}\t${readings.join('/')}`);
}
for (const word of Object.keys(words).sort()) lines.push(`${word}\t${words[word]}`);
write('places/pinyin.tsv', lines.join('\n') + '\n');
console.log(`${lines.length - Object.keys(words).length} characters, ${Object.keys(words).length} words`);
