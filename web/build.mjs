// Builds everything the pages load from packages and web/ into src/Shanhai/wwwroot/lib. Called by the build of Shanhai.csproj.
// Tabler's sheet is cut down to the classes that pages, components and scripts really name; pages may use any of Tabler's classes.
import { build, transform } from 'esbuild';
import { PurgeCSS } from 'purgecss';
import { mkdir, readFile, writeFile, copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, '../src/Shanhai');
const out = path.join(source, 'wwwroot/lib');
const packages = path.join(here, 'node_modules');
// Government offices run browsers on older engines; see docs/decisions on the look.
const target = ['chrome86', 'firefox90'];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await Promise.all([scripts(), styles(), icons(), mapParts(), copyFile(path.join(here, 'icon.svg'), path.join(out, 'icon.svg'))]);

async function scripts() {
  const common = { bundle: true, minify: true, target, legalComments: 'none', logLimit: 5, outdir: out, absWorkingDir: here, charset: 'utf8' };
  await build({
    ...common,
    format: 'esm',
    entryPoints: { shanhai: 'scripts/app.js', charts: 'scripts/charts.js', map: 'scripts/map.js', passkeys: 'scripts/passkeys.js' },
  });
  // Runs before the first paint, so it is a classic script of its own.
  await build({ ...common, format: 'iife', entryPoints: { theme: 'scripts/theme.js' } });
}

async function styles() {
  const own = await build({
    entryPoints: [path.join(here, 'style/app.css')], bundle: true, write: false, target, charset: 'utf8',
  });
  const [tabler] = await new PurgeCSS().purge({
    css: [path.join(packages, '@tabler/core/dist/css/tabler.css')],
    content: [
      path.join(source, '**/*.razor'), path.join(source, '**/*.razor.cs'), path.join(source, 'Host/Web/**/*.cs'),
      path.join(here, 'scripts/*.js'),
    ],
    safelist: { standard: ['html', 'body'], variables: [/^--tblr-(primary|body|border|font|secondary|link|bg|btn|card|table|alert|badge)/] },
    fontFace: true, keyframes: true, variables: true,
  });
  const { code } = await transform(tabler.css + own.outputFiles[0].text, { loader: 'css', minify: true, target, charset: 'utf8', legalComments: 'none' });
  await writeFile(path.join(out, 'shanhai.css'), code);
}

async function icons() {
  const names = (await readFile(path.join(here, 'icons.txt'), 'utf8')).split(/\s+/).filter(Boolean);
  const folder = path.join(packages, '@tabler/icons/icons/outline');
  const symbols = await Promise.all(names.map(async name => {
    const svg = await readFile(path.join(folder, `${name}.svg`), 'utf8').catch(() => {
      throw new Error(`web/icons.txt names "${name}", which Tabler's outline icons do not have.`);
    });
    const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '')
      .replace(/<path stroke="none"[^>]*\/>/, '').replace(/>\s+</g, '><').trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  }));
  await writeFile(path.join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`);
}

// The map's worker is a file of its own: a blob worker would need a hole in the content security policy.
async function mapParts() {
  await copyFile(path.join(packages, 'maplibre-gl/dist/maplibre-gl-csp-worker.js'), path.join(out, 'map-worker.js'));
}
