/**
 * npm run lighthouse: looks at the first screen of the build in dist/ with Lighthouse, which npx fetches. Fails where performance is below
 * 95, or accessibility or best practices below 100.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';
import { ensureChromium } from './chromium.mjs';
import { root, runCommand } from './run-command.mjs';

const minScores = { performance: 95, accessibility: 100, 'best-practices': 100 };

const folder = join(root, 'test-results');
mkdirSync(folder, { recursive: true });
const report = join(folder, 'lighthouse.json');
const server = await preview({ root, preview: { port: 0 }, logLevel: 'error' });
const code = await runCommand(
  'npx',
  [
    ...['--yes', 'lighthouse@12.8.2', server.resolvedUrls.local[0], '--quiet', '--preset=desktop'],
    ...['--chrome-flags=--headless=new --no-sandbox', '--output=json', `--output-path=${report}`],
    `--only-categories=${Object.keys(minScores).join()}`,
  ],
  { env: { CHROME_PATH: await ensureChromium() } },
);
await server.close();
if (code !== 0) process.exit(code);

const { categories } = JSON.parse(readFileSync(report, 'utf8'));
for (const [name, min] of Object.entries(minScores)) {
  const score = Math.round(100 * categories[name].score);
  console.log(`${name}: ${score} of at least ${min}`);
  if (score < min) process.exitCode = 1;
}
