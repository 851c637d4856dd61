/**
 * npm run demo [-- FILE ... | --sample noise] [--backend wasm|webgpu|cpu] [--headed] [--looks]
 * [--guides]: drives the built page through the whole main job, prints one JSON line, leaves screenshots in demo-out/; with
 * --looks also all of each view at 1440 and 390 pixels, dark and light, and the pages of a print, in demo-out/looks/, and their
 * first screens in docs/images/views/; with
 * --guides the pictures of the guides, in docs/images/.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumArgs, ensureChromium } from './chromium.mjs';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root, runTool } from './run-command.mjs';

const trainingLimitMs = 15 * 60_000;

requireNode();
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: 'market' },
    backend: { type: 'string' },
    looks: { type: 'boolean', default: false },
    guides: { type: 'boolean', default: false },
    headed: { type: 'boolean', default: false },
    'skip-build': { type: 'boolean', default: false },
  },
});
const files = positionals.map((file) => resolve(process.env.INIT_CWD ?? process.cwd(), file));
const missing = files.find((file) => !existsSync(file));
if (missing) fail('arguments', new Error(`there is no file ${missing}`));
await installPackages();
if (!options['skip-build'] && (await runTool('vite', ['build', '--logLevel', 'error'])) !== 0) {
  fail('build', new Error('vite build failed, see above'));
}

const folder = join(root, 'demo-out');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { preview } = await import('vite');
const { chromium } = await import('@playwright/test');
const steps = await import('./demo-page.mjs');
const guides = await import('./demo-guides.mjs');
const server = await preview({ root, preview: { port: 0 }, logLevel: 'error' });
const browser = await chromium.launch({
  executablePath: await ensureChromium(),
  headless: !options.headed,
  args: chromiumArgs,
});
const page = await browser.newPage({
  viewport: { width: 1440, height: 900 },
  colorScheme: 'dark',
});
const screenshots = [];
let stage = 'load';
try {
  const query = options.backend ? `?backend=${options.backend}` : '';
  await page.goto(`${server.resolvedUrls.local[0]}${query}`);
  await page.getByRole('button', { name: 'Try the sample market' }).waitFor();
  if (options.guides) await guides.shootGuide(page, 'first');
  const dataset = await steps.loadDataset(page, { files, sample: options.sample });
  await shoot('data');
  stage = 'train';
  const { backend, train } = await steps.trainModel(page, trainingLimitMs);
  await shoot('train');
  if (options.guides) await guides.shootGuide(page, 'train');
  stage = 'evaluate';
  const test = await steps.readEvaluation(page);
  const verdict = await steps.readVerdict(page);
  await shoot('evaluate');
  if (options.guides) {
    await steps.waitUntilJudged(page);
    await guides.shootGuide(page, 'verdict');
  }
  stage = 'simulate';
  const simulation = await steps.simulate(page);
  await shoot('simulate');
  if (options.guides) await guides.shootGuide(page, 'simulate');
  await steps.openView(page, 'Live');
  await shoot('live');
  if (options.looks) {
    const documents = join(root, 'docs/images/views');
    screenshots.push(...(await steps.shootLooks(page, join(folder, 'looks'), documents)));
  }
  if (options.guides) await guides.shootLive(browser);
  requireFigures({ dataset, train, test, simulation });
  console.log(JSON.stringify({ dataset, backend, train, test, simulation, verdict, screenshots }));
} catch (error) {
  await shoot('failed').catch(() => undefined);
  fail(stage, error);
} finally {
  await browser.close();
  await server.close();
}

async function shoot(name) {
  const path = join(folder, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
  screenshots.push(relative(root, path));
}

/** A missing figure fails its stage, except for figures that can be undefined. */
function requireFigures(summary) {
  const mayBeNull = new Set(['bestReachableAuc', 'winRate', 'sharpe']);
  for (const [part, figures] of Object.entries(summary)) {
    for (const [name, value] of Object.entries(figures)) {
      const isMissing = value === null || Number.isNaN(value);
      if (isMissing && !mayBeNull.has(name)) throw new Error(`the page shows no ${part}.${name}`);
    }
  }
}

function fail(where, error) {
  console.error(`demo: ${where} failed: ${error.message.split('\n')[0]}`);
  process.exit(1);
}
