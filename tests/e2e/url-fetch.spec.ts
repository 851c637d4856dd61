import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { contentSecurityPolicy, sendPolicies } from '../../scripts/content-security-policy.mjs';
import { addFetchFrame } from '../../scripts/frame-pages.mjs';
import type { FetchResult } from '../client/browser/url-fetch-page';
import { startFileServer, type FileServer } from '../client/url-fetch/file-server';

const body = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 7919) % 251);
const sha256 = createHash('sha256').update(body).digest('hex');
const fetched = { kind: 'fetched', size: body.length, sha256 };

let pageServer: ViteDevServer;
let other: FileServer;
let base: string;

// One server for all tests of this file.
test.describe.configure({ mode: 'default' });

/** The module under its own page, which has the policy of the app and serves `/beside/bars.csv`. */
test.beforeAll(async () => {
  pageServer = await createServer({
    root: resolve(import.meta.dirname, '../..'),
    configFile: false,
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-url-fetch',
    plugins: [
      {
        name: 'policies-and-a-file',
        configureServer({ middlewares }) {
          middlewares.use(sendPolicies(contentSecurityPolicy()));
          middlewares.use('/beside/bars.csv', (_request, response) => void response.end(body));
        },
      },
      addFetchFrame(),
    ],
    server: { port: 0, host: '127.0.0.1', hmr: false, preTransformRequests: false },
    optimizeDeps: { entries: [], noDiscovery: true },
  });
  await pageServer.listen();
  base = pageServer.resolvedUrls?.local[0] ?? '';
});
test.beforeEach(async () => void (other = await startFileServer()));
test.afterEach(() => other.close());
test.afterAll(() => pageServer.close());

async function openPage(page: Page): Promise<void> {
  await page.goto(`${base}tests/client/browser/url-fetch.html`);
  await page.waitForFunction(() => window.fetchUrl !== undefined);
}

async function fetchIn(page: Page, url: string, abortAtBytes?: number): Promise<FetchResult> {
  return page.evaluate(
    ([address, bytes]) => {
      if (window.fetchUrl === undefined) throw new Error('the page is not ready');
      return window.fetchUrl(address, bytes);
    },
    [url, abortAtBytes] as const,
  );
}

test('a file beside the page is fetched without a frame', async ({ page }) => {
  await openPage(page);
  const frames: string[] = [];
  page.on('frameattached', (frame) => frames.push(frame.url()));
  expect(await fetchIn(page, `${base}beside/bars.csv`)).toMatchObject({
    ...fetched,
    name: 'bars.csv',
  });
  expect(frames).toEqual([]);
});

test('a file of another origin comes, though the page may not connect there', async ({ page }) => {
  other.files.set('/bars.parquet', { body, hasCors: true });
  await openPage(page);
  const url = `${other.origin}/bars.parquet`;
  const direct = page.evaluate((address) => fetch(address).then(() => 'came', String), url);
  expect(await direct).toContain('Failed to fetch');
  expect(other.requests).toEqual([]);
  const result = await fetchIn(page, url);
  expect(result).toMatchObject({ ...fetched, name: 'bars.parquet' });
  const done = { doneBytes: body.length, totalBytes: body.length };
  expect(result).toMatchObject({ progress: expect.arrayContaining([done]) });
  const { cookie, referer, origin } = other.requests[0].headers;
  expect({ cookie, referer, origin }).toEqual({
    cookie: undefined,
    referer: undefined,
    origin: 'null',
  });
  await expect(page.locator('iframe')).toHaveCount(0);
});

test('a dropped connection to another origin goes on where it broke off', async ({ page }) => {
  other.files.set('/bars', { body, hasCors: true, hasRanges: true });
  let drop = (): void => undefined;
  const until = new Promise<void>((resolve) => (drop = resolve));
  other.faults.push({ kind: 'drop', afterBytes: 1_000_000, until });
  await page.exposeFunction('reportBytes', (bytes: number) => void (bytes === 1_000_000 && drop()));
  await openPage(page);
  expect(await fetchIn(page, `${other.origin}/bars`)).toMatchObject(fetched);
  // No request for leave comes before the second.
  expect(other.requests.map(({ line, headers }) => [line, headers.range])).toEqual([
    ['GET /bars', undefined],
    ['GET /bars', 'bytes=1000000-'],
  ]);
});

test('a server without parts is asked for the whole again', async ({ page }) => {
  other.files.set('/bars', { body, hasCors: true });
  other.faults.push({ kind: 'drop', afterBytes: 1_000_000 });
  await openPage(page);
  expect(await fetchIn(page, `${other.origin}/bars`)).toMatchObject(fetched);
});

test('a server that keeps its files from other pages is explained', async ({ page }) => {
  other.files.set('/bars', { body });
  await openPage(page);
  const result = await fetchIn(page, `${other.origin}/bars`);
  expect(result).toMatchObject({ kind: 'failed', name: 'UrlFetchError', reason: 'cors' });
  expect(result).toMatchObject({
    message: expect.stringMatching(/does not let this page read.*CORS.*Download the file yourself/),
  });
});

test('a server that is not there is told from one that refuses', async ({ page }) => {
  await other.close();
  await openPage(page);
  const result = await fetchIn(page, `${other.origin}/bars`);
  expect(result).toMatchObject({ kind: 'failed', reason: 'unreachable' });
});

test('without a network it says so', async ({ page, context }) => {
  await openPage(page);
  await context.setOffline(true);
  for (const url of [`${base}beside/bars.csv`, `${other.origin}/bars`]) {
    expect(await fetchIn(page, url)).toMatchObject({ kind: 'failed', reason: 'offline' });
  }
});

test('a missing file and a web page are told apart', async ({ page }) => {
  other.files.set('/bars', { body, hasCors: true });
  other.files.set('/blob/bars', { body: Buffer.from('<!doctype html><p>'), hasCors: true });
  other.faults.push({ kind: 'status', status: 404 });
  await openPage(page);
  const missing = await fetchIn(page, `${other.origin}/bars`);
  expect(missing).toMatchObject({ kind: 'failed', reason: 'not-found' });
  // The server beside answers with its page to whatever it does not have.
  for (const url of [`${other.origin}/blob/bars`, `${base}nothing-here.parquet`]) {
    expect(await fetchIn(page, url)).toMatchObject({ kind: 'failed', reason: 'html' });
  }
});

test('a file over the limit is refused by its announced length', async ({ page }) => {
  other.files.set('/bars', { body, hasCors: true, headers: { 'Content-Length': '2000000001' } });
  await openPage(page);
  const result = await fetchIn(page, `${other.origin}/bars`);
  expect(result).toMatchObject({ kind: 'failed', reason: 'too-large' });
  expect(other.requests).toHaveLength(1);
});

test('cancelling ends the transfer and removes the frame', async ({ page }) => {
  other.files.set('/bars', { body, hasCors: true });
  await openPage(page);
  const result = await fetchIn(page, `${other.origin}/bars`, 100_000);
  expect(result).toMatchObject({ kind: 'failed', name: 'AbortError' });
  await expect(page.locator('iframe')).toHaveCount(0);
});

test.describe('a page that is stored', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the frame of the build serves its page, also once that works offline', async ({ page }) => {
    other.files.set('/bars', { body, hasCors: true });
    await page.goto('/');
    expect(await downloadInBuiltFrame(page, `${other.origin}/bars`)).toBe(body.length);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.reload();
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    expect(await downloadInBuiltFrame(page, `${other.origin}/bars`)).toBe(body.length);
  });
});

test('without a sandbox the frame fetches nothing, headers or not', async ({ page }) => {
  await page.route('**/fetch-frame.html', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': '' };
    await route.fulfill({ response, headers });
  });
  await page.goto('/');
  const open = downloadInBuiltFrame(page, `${other.origin}/bars`, false);
  await expect(open).rejects.toThrow('fetches nothing unless its frame is sandboxed');
  expect(other.requests).toEqual([]);
});

/** Bytes that the built frame hands to the built page, asked as the app asks. */
function downloadInBuiltFrame(page: Page, url: string, isSandboxed = true): Promise<number> {
  return page.evaluate(
    async ([address, hasSandbox]) => {
      const { port1, port2 } = new MessageChannel();
      const frame = document.createElement('iframe');
      if (hasSandbox) frame.setAttribute('sandbox', 'allow-scripts');
      frame.src = 'fetch-frame.html';
      frame.hidden = true;
      document.body.append(frame);
      await new Promise((loaded) => frame.addEventListener('load', loaded, { once: true }));
      let bytes = 0;
      const end = new Promise<void>((resolve, reject) => {
        port1.onmessage = ({ data }) => {
          if (data.kind === 'chunk') bytes += data.bytes.byteLength;
          if (data.kind === 'done') resolve();
          if (data.kind === 'failed') reject(new Error(data.message));
        };
      });
      frame.contentWindow?.postMessage({ kind: 'download', url: address }, '*', [port2]);
      await end;
      frame.remove();
      return bytes;
    },
    [url, isSandboxed] as const,
  );
}
