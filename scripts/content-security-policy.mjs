/** Hosts of the exchange's public market data: the only ones that a released page connects to. */
export const marketDataHosts = [
  'https://data-api.binance.vision',
  'https://api.binance.com',
  'wss://data-stream.binance.vision',
  'wss://stream.binance.com:9443',
];

/** Servers on this machine that replace the exchange in test builds, on any port. */
export const testHosts = ['http://127.0.0.1:*', 'ws://127.0.0.1:*'];

/**
 * Returns the Content-Security-Policy of the built page and of its workers.
 *
 * @param {{ readonly extraHosts?: readonly string[] }} [options] `extraHosts` are allowed, too;
 *   only a test build has any.
 */
export function contentSecurityPolicy({ extraHosts = [] } = {}) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "frame-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    ['connect-src', "'self'", ...marketDataHosts, ...extraHosts].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * The policy of fetch-frame.html, which fetches files of any host for the page and can do nothing
 * else. The page opens it in a sandbox, so that it has no origin, storage or cookies.
 */
export const fetchFramePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  'connect-src https: http://localhost:* http://127.0.0.1:*',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The policy of rule-frame.html, in whose worker a person's own rule runs: the only place where text may be evaluated. It has no host to
 * connect to or to load from; what it runs stands in the page itself. Its worker inherits the policy.
 */
export const ruleFramePolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Pages with a policy of their own; as a header it sandboxes a page no matter who opens it. Hosts may leave out the extension. */
const framePolicies = {
  '/fetch-frame': `${fetchFramePolicy}; sandbox allow-scripts`,
  '/rule-frame': `${ruleFramePolicy}; sandbox allow-scripts`,
};

/**
 * Returns the text of a `_headers` file, which sets headers on static hosts. Overlapping paths
 * would get both policies, and so everything that either one forbids would be blocked.
 */
export function formatHeadersFile(pagePolicy) {
  const pagePaths = ['/', '/index.html', '/assets/*', '/sw.js'];
  return [
    ...pagePaths.map((path) => [path, pagePolicy]),
    ...Object.entries(framePolicies).flatMap(([path, policy]) => [
      [`${path}.html`, policy],
      [path, policy],
    ]),
  ]
    .map(([path, policy]) => `${path}\n  Content-Security-Policy: ${policy}\n`)
    .join('');
}

/** Returns middleware of a server that sends `pagePolicy`, and for each frame its own policy. */
export function sendPolicies(pagePolicy) {
  return (request, response, next) => {
    const path = (request.url?.split('?')[0] ?? '').replace(/\.html$/, '');
    const frame = Object.keys(framePolicies).find((framePath) => path.endsWith(framePath));
    response.setHeader('Content-Security-Policy', framePolicies[frame] ?? pagePolicy);
    next();
  };
}
