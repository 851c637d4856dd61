/**
 * Hosts of the exchange's REST interface, the preferred one first; requests go to no other host.
 *
 * A test build (`vite build --mode test`) uses those of `VITE_BINANCE_REST`, separated by spaces,
 * instead. `MODE` is a constant of the build, so a release build does not contain this code.
 */
export const restHosts: readonly string[] =
  import.meta.env.MODE === 'test' && import.meta.env.VITE_BINANCE_REST
    ? String(import.meta.env.VITE_BINANCE_REST).split(' ')
    : ['https://data-api.binance.vision', 'https://api.binance.com'];

/**
 * Hosts of the exchange's streams, the preferred one first; connections go to no other host.
 *
 * A test build (`vite build --mode test`) uses the local exchange instead, or those of `VITE_BINANCE_WS`,
 * separated by spaces. `MODE` is a constant of the build, so a release build does not contain this code.
 */
export const streamHosts: readonly string[] =
  import.meta.env.MODE === 'test'
    ? String(import.meta.env.VITE_BINANCE_WS ?? 'ws://127.0.0.1:4181').split(' ')
    : ['wss://data-stream.binance.vision', 'wss://stream.binance.com:9443'];
