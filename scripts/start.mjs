/**
 * npm start [-- --port N --no-open]: installs what is missing, builds the page, serves the build on
 * this machine and opens it in the browser.
 */
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root, runTool } from './run-command.mjs';

requireNode();
const { port, open } = readOptions();
await installPackages();
if ((await runTool('vite', ['build', '--logLevel', 'warn'])) !== 0) process.exit(1);

const { preview } = await import('vite');
const server = await preview({ root, preview: { port, open }, logLevel: 'warn' });
console.log(`Tabquant is at ${server.resolvedUrls.local[0]} (Ctrl+C stops it)`);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4173' },
        'no-open': { type: 'boolean', default: false },
      },
    });
    const number = Number(values.port);
    if (!Number.isInteger(number) || number < 0 || number > 65535) {
      throw new Error(`--port must be a whole number from 0 to 65535, was ${values.port}`);
    }
    return { port: number, open: !values['no-open'] };
  } catch (error) {
    console.error(`npm start: ${error.message}`);
    process.exit(2);
  }
}
