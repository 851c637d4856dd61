import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

/** The port of the exchange that `vite --mode test` connects to. */
const defaultPort = 4181;

/**
 * Starts the local exchange of tests/servers with the options of the command line (or `args`), prints one line
 * when it listens and returns it. Ends the process if the options are invalid.
 */
export async function runExchange(command, args = process.argv.slice(2)) {
  const options = readOptions(command, args);
  requireNode();
  await installPackages();
  const { startExchangeCommand } = await loadServer();
  try {
    const exchange = await startExchangeCommand(options);
    const pace = options.speed === 0 ? 'stands still' : `runs at ${options.speed}x`;
    const time = new Date(exchange.clock.now()).toISOString();
    console.log(`Exchange listens at ${exchange.url} and ${exchange.wsUrl}; ${time}, ${pace}`);
    return exchange;
  } catch (error) {
    console.error(`${command}: ${error.message}`);
    process.exit(1);
  }
}

/** Node cannot read TypeScript yet: the server is bundled first. */
async function loadServer() {
  const { build } = await import('vite');
  const outDir = join(root, 'node_modules/.cache/exchange');
  const output = { entryFileNames: 'exchange.mjs' };
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'tests/servers/exchange-command.ts'),
      outDir,
      rollupOptions: { output },
    },
  });
  return import(join(outDir, 'exchange.mjs'));
}

function readOptions(command, args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string', default: String(defaultPort) },
        speed: { type: 'string', default: '1' },
        start: { type: 'string' },
        faults: { type: 'string' },
        seed: { type: 'string', default: '1' },
      },
    });
    const inFolder = (path) => resolve(process.env.INIT_CWD ?? process.cwd(), path);
    return {
      port: readNumber('port', values.port, 65535),
      speed: readNumber('speed', values.speed, 10_000),
      seed: readNumber('seed', values.seed, 2 ** 31),
      start: values.start,
      faults: values.faults && inFolder(values.faults),
      archives: positionals.map(inFolder),
    };
  } catch (error) {
    console.error(`${command}: ${error.message}`);
    process.exit(2);
  }
}

function readNumber(name, text, most) {
  const number = Number(text);
  if (number >= 0 && number <= most) return number;
  throw new Error(`--${name} must be a number from 0 to ${most}, was ${text}`);
}
