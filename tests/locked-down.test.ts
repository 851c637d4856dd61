import { expect, test } from 'vitest';
import { contentSecurityPolicy, formatHeadersFile } from '../scripts/content-security-policy.mjs';
import { findUnknownLicenses, listPackages } from '../scripts/third-party-licenses.mjs';
import { readSourceTexts } from './source-files';

test('no source turns text into markup or code, but the sandbox of own rules', () => {
  const sinks =
    /\{@html|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\bsrcdoc\b|createContextualFragment|\beval\(|new Function|DOMParser/;
  const offences = readSourceTexts(['src', 'models', 'workers'])
    .filter(({ text }) => sinks.test(text))
    .map(({ path }) => path);
  expect(offences).toEqual(['src/client/rule-sandbox/rule-worker.ts']);
});

test('the policy of the page allows no inline script, no evaluation, and no markup from text', () => {
  const policy = contentSecurityPolicy();
  expect(policy).toMatch(/(^|; )script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:\/\/127|\*/);
});

test('hosts that read _headers send the policy once for each path, and the other headers with all', () => {
  const rules = formatHeadersFile(contentSecurityPolicy()).split(/\n(?=\S)/);
  const [all, ...pages] = rules;
  for (const name of ['Referrer-Policy', 'Permissions-Policy', 'X-Content-Type-Options']) {
    expect(all).toContain(name);
  }
  // A path that matched two policies would get both, and so all that either forbids.
  expect(all).not.toContain('Content-Security-Policy');
  for (const rule of pages) expect(rule.match(/Content-Security-Policy/g)).toHaveLength(1);
});

test('every package has a licence that was looked at, and what ships one that allows it', () => {
  expect(findUnknownLicenses()).toEqual([]);
  const shipped = listPackages().filter(({ isShipped }) => isShipped);
  expect(shipped.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['svelte', 'uplot', 'apache-arrow', '@tensorflow/tfjs-core']),
  );
});
