/**
 * npm run dev:live: the development server and a local exchange, so that live mode can be seen
 * without the internet. Takes the options of `npm run exchange`. Ctrl+C stops both.
 */
import { root } from './run-command.mjs';
import { runExchange } from './run-exchange.mjs';

const exchange = await runExchange('dev:live');
process.env.VITE_BINANCE_REST = exchange.url;
process.env.VITE_BINANCE_WS = exchange.wsUrl;
process.env.VITE_EXCHANGE_SPEED = String(exchange.clock.factor);
const { createServer } = await import('vite');
// Both run in one process, so that none is left running, however it ends.
const server = await createServer({ root, mode: 'test', logLevel: 'warn' });
await server.listen();
console.log(`Tabquant is at ${server.resolvedUrls.local[0]} (Ctrl+C stops both)`);
