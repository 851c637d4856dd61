/** Hosts of the exchange's public market data: the only ones that a released page ever speaks to. */
export const marketDataHosts = [
  'https://data-api.binance.vision',
  'https://api.binance.com',
  'wss://data-stream.binance.vision',
  'wss://stream.binance.com:9443',
];

/** Servers on this machine that stand in for the exchange in test builds, on whatever port. */
export const testHosts = ['http://127.0.0.1:*', 'ws://127.0.0.1:*'];

/**
 * Returns the Content-Security-Policy of the built page and of its workers.
 *
 * @param {{ readonly extraHosts?: readonly string[] }} [options] `extraHosts` may be spoken to, too;
 *   only a test build has any.
 */
export function contentSecurityPolicy({ extraHosts = [] } = {}) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    ['connect-src', "'self'", ...marketDataHosts, ...extraHosts].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
