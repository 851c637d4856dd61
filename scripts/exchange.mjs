/**
 * npm run exchange [-- ARCHIVE.zip ...]: a local server that speaks the exchange's market data protocol, from
 * invented markets or from the exchange's own archives of one symbol. Ctrl+C stops it.
 *
 *   --port N          4181, which `vite --mode test` connects to
 *   --speed N         exchange time runs N times as fast (1); 0 waits for POST /control {"advance": ms}
 *   --start TIME      exchange time at the start (now; with archives, the middle of their bars)
 *   --faults FILE     JSON list of faults, see tests/servers/faults/fault.ts
 *   --seed N          of invented markets and of random faults (1)
 */
import { runExchange } from './run-exchange.mjs';

await runExchange('exchange');
