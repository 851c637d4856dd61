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
    // Text becomes markup in Svelte's own templates alone; `default` lets workers start from this origin.
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html default',
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
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
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

/** What a meta tag cannot say: other sites cannot show the page in a frame. */
const headerOnly = "frame-ancestors 'self'";

/** Sent with every file. */
const commonHeaders = {
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Names of parts are hashes of their content. */
const keptForever = 'public, max-age=31536000, immutable';

/**
 * Returns the text of a `_headers` file, which sets headers on static hosts. Overlapping paths
 * would get both policies, and so everything that either one forbids would be blocked.
 */
export function formatHeadersFile(pagePolicy) {
  const policies = {
    ...Object.fromEntries(
      ['/', '/index.html', '/assets/*', '/sw.js'].map((path) => [path, pagePolicy]),
    ),
    ...Object.fromEntries(
      Object.entries(framePolicies).flatMap(([path, policy]) => [
        [`${path}.html`, policy],
        [path, policy],
      ]),
    ),
  };
  const rules = [
    ['/*', commonHeaders],
    ...Object.entries(policies).map(([path, policy]) => [
      path,
      {
        'Content-Security-Policy': `${policy}; ${headerOnly}`,
        ...(path === '/assets/*' && { 'Cache-Control': keptForever }),
      },
    ]),
  ];
  const lines = (headers) =>
    Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return rules.map(([path, headers]) => `${path}\n${lines(headers).join('')}`).join('');
}

/** Returns middleware of a server that sends `pagePolicy`, for each frame its own policy, and the other headers. */
export function sendPolicies(pagePolicy) {
  return (request, response, next) => {
    const path = (request.url?.split('?')[0] ?? '').replace(/\.html$/, '');
    const frame = Object.keys(framePolicies).find((framePath) => path.endsWith(framePath));
    const policy = framePolicies[frame] ?? pagePolicy;
    response.setHeader('Content-Security-Policy', `${policy}; ${headerOnly}`);
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    next();
  };
}
