/** Hosts of the exchange's public market data: the only ones the page may ever speak to. */
const marketDataHosts = [
  'https://data-api.binance.vision',
  'https://api.binance.com',
  'wss://data-stream.binance.vision',
  'wss://stream.binance.com:9443',
];

/** The Content-Security-Policy of the built page and of its workers. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "manifest-src 'self'",
  `connect-src 'self' ${marketDataHosts.join(' ')}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
