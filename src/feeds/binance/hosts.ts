/**
 * Hosts of the exchange's REST interface, the preferred one first; no other is ever asked.
 *
 * A test build (`vite build --mode test`) asks those of `VITE_BINANCE_REST`, separated by spaces,
 * instead. `MODE` is a constant of the build, so a release build holds no trace of this.
 */
export const restHosts: readonly string[] =
  import.meta.env.MODE === 'test' && import.meta.env.VITE_BINANCE_REST
    ? String(import.meta.env.VITE_BINANCE_REST).split(' ')
    : ['https://data-api.binance.vision', 'https://api.binance.com'];
