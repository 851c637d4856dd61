import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadOptions, UrlProgress } from '../../../src/client/url-fetch/download';
import { downloadWithResume } from '../../../src/client/url-fetch/download-with-resume';
import { startFileServer, type Fault, type FileServer, type ServedFile } from './file-server';

let server: FileServer;
beforeEach(async () => void (server = await startFileServer()));
afterEach(() => server.close());

const body = Uint8Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 251);
const ranged: ServedFile = { body, hasRanges: true };

/** What to do once so many bytes have come in all. */
const arrivals = new Map<number, () => void>();

/** The connection drops when `doneBytes` have come, of which this request gives `afterBytes`. */
function dropAt(doneBytes: number, afterBytes = doneBytes): Fault {
  const until = new Promise<void>((resolve) => arrivals.set(doneBytes, resolve));
  return { kind: 'drop', afterBytes, until };
}

/** A sink that keeps all that it is told. */
function createSink() {
  let chunks: Uint8Array[] = [];
  const progress: UrlProgress[] = [];
  const state = { clears: 0 };
  return {
    state,
    progress,
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
    sink: {
      write: (chunk: Uint8Array) => void chunks.push(chunk),
      clear() {
        chunks = [];
        state.clears++;
      },
      report(each: UrlProgress) {
        progress.push(each);
        arrivals.get(each.doneBytes)?.();
      },
    },
  };
}

/** Downloads without waiting between tries; `delays` are the waits that were asked for. */
async function download(path: string, options: Partial<DownloadOptions> = {}) {
  const kept = createSink();
  const delays: number[] = [];
  const { name } = await downloadWithResume(new URL(path, server.origin), {
    sink: kept.sink,
    signal: new AbortController().signal,
    isSameOrigin: true,
    wait: async (delayMs) => void delays.push(delayMs),
    ...options,
  });
  return { ...kept, name, delays };
}

const rangesAsked = (): (string | undefined)[] =>
  server.requests.filter(({ line }) => line.startsWith('GET')).map(({ headers }) => headers.range);

describe('downloadWithResume', () => {
  it('brings a file with its name, and reports how far it is', async () => {
    server.files.set('/data/bars%201.csv', { body });
    const { bytes, name, progress } = await download('/data/bars%201.csv');
    expect(bytes()).toEqual(body);
    expect(name).toBe('bars 1.csv');
    expect(progress.at(-1)).toEqual({ doneBytes: 50_000, totalBytes: 50_000 });
  });

  it('takes a dropped connection up where it broke off', async () => {
    server.files.set('/bars', ranged);
    server.faults.push(dropAt(20_000), dropAt(30_000, 10_000));
    const { bytes, state, progress } = await download('/bars');
    expect(bytes()).toEqual(body);
    expect(state.clears).toBe(0);
    expect(rangesAsked()).toEqual([undefined, 'bytes=20000-', 'bytes=30000-']);
    expect(server.requests[1].headers['if-range']).toBe('"1"');
    expect(progress).toContainEqual({ doneBytes: 20_000, totalBytes: 50_000, retryInSeconds: 0.5 });
  });

  it('tries a connection again that has fallen silent, and goes on where it stood', async () => {
    server.files.set('/bars', ranged);
    let release = (): void => undefined;
    const silence = new Promise<void>((resolve) => (release = resolve));
    server.faults.push({ kind: 'drop', afterBytes: 20_000, until: silence });
    const { bytes, delays } = await download('/bars', { stallMs: 200 });
    release();
    expect(bytes()).toEqual(body);
    expect(delays).toHaveLength(1);
    expect(rangesAsked()[1]).toMatch(/^bytes=\d+-$/);
  });

  it('sends other origins no header that they would have to allow first', async () => {
    server.files.set('/bars', ranged);
    server.faults.push(dropAt(20_000));
    const { bytes } = await download('/bars', { isSameOrigin: false });
    expect(bytes()).toEqual(body);
    expect(rangesAsked()).toEqual([undefined, 'bytes=20000-']);
    expect(server.requests[1].headers['if-range']).toBeUndefined();
  });

  it('starts over where the server gives no parts', async () => {
    server.files.set('/bars', { body });
    server.faults.push(dropAt(20_000));
    const { bytes, state } = await download('/bars');
    expect(bytes()).toEqual(body);
    expect(state.clears).toBe(1);
    expect(rangesAsked()).toEqual([undefined, undefined]);
  });

  it.each([true, false])(
    'starts over when the file has changed meanwhile (same origin: %s)',
    async (isSameOrigin) => {
      const changed = body.map((byte) => byte ^ 1);
      server.files.set('/bars', ranged);
      server.faults.push(dropAt(20_000));
      const wait = async (): Promise<void> =>
        void server.files.set('/bars', { body: changed, hasRanges: true, tag: '"2"' });
      const { bytes, state } = await download('/bars', { isSameOrigin, wait });
      expect(bytes()).toEqual(changed);
      expect(state.clears).toBe(1);
    },
  );

  it('resumes a file whose length the server tells only with its parts', async () => {
    server.files.set('/bars', { ...ranged, hasLength: false });
    server.faults.push(dropAt(20_000));
    const { bytes, state } = await download('/bars');
    expect(bytes()).toEqual(body);
    expect(state.clears).toBe(0);
  });

  it('brings the same bytes wherever connections drop, with parts and without', async () => {
    const drop = fc
      .nat({ max: body.length })
      .map((afterBytes) => ({ kind: 'drop' as const, afterBytes }));
    const drops = fc.array(drop, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        drops,
        fc.boolean(),
        fc.boolean(),
        async (faults, hasRanges, isSameOrigin) => {
          server.files.set('/bars', { body, hasRanges });
          server.faults.splice(0, Infinity, ...faults);
          expect((await download('/bars', { isSameOrigin })).bytes()).toEqual(body);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives up on a file that stays cut short, saying how much came', async () => {
    server.files.set('/bars', ranged);
    server.faults.push(dropAt(20_000));
    for (let i = 0; i < 6; i++) server.faults.push({ kind: 'drop', afterBytes: 0 });
    await expect(download('/bars')).rejects.toMatchObject({
      name: 'UrlFetchError',
      kind: 'cut-short',
      message: expect.stringContaining('was cut short: 20000 bytes of 50000 bytes came'),
    });
    expect(server.requests.length).toBeLessThanOrEqual(7);
  });

  it('waits longer from try to try, and as long as the server asks', async () => {
    server.files.set('/bars', { body });
    server.faults.push(
      { kind: 'status', status: 503 },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429, headers: { 'Retry-After': '7' } },
    );
    const { bytes, delays } = await download('/bars');
    expect(bytes()).toEqual(body);
    expect(delays).toEqual([500, 1000, 7000]);
  });

  it.each([
    ['/absent', 404, 'not-found', 'has no file at /absent (it answers 404)'],
    ['/bars', 403, 'refused', 'does not give out /bars (it answers 403)'],
    ['/bars', 400, 'server', 'answers 400 instead of the file /bars'],
  ])('refuses %s with status %i at once: %s', async (path, status, kind, message) => {
    server.files.set('/bars', { body });
    server.faults.push({ kind: 'status', status });
    const failure = download(path);
    await expect(failure).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('gives up on a server that goes on failing', async () => {
    server.files.set('/bars', { body });
    for (let i = 0; i < 6; i++) server.faults.push({ kind: 'status', status: 500 });
    await expect(download('/bars')).rejects.toMatchObject({ kind: 'server' });
    expect(server.requests).toHaveLength(6);
  });

  it('says of a server that does not answer that it cannot be reached', async () => {
    const port = new URL(server.origin).port;
    await server.close();
    await expect(download('/bars')).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(
        // A server on this machine may also be refused by the browser, without a word to the page.
        new RegExp(`127\\.0\\.0\\.1:${port} cannot be reached.*allow it where the browser asks`),
      ),
    });
  });

  it.each(['<!DOCTYPE html><title>404</title>', '\n<!-- x --> <html lang="en">'])(
    'refuses a web page: %s',
    async (page) => {
      server.files.set('/blob/bars.parquet', { body: Buffer.from(page) });
      await expect(download('/blob/bars.parquet')).rejects.toMatchObject({
        kind: 'html',
        message: expect.stringContaining('/blob/bars.parquet is a web page, not a data file'),
      });
    },
  );

  it('takes data that the server calls a web page', async () => {
    const text = Buffer.from('time,open\n1,2\n');
    server.files.set('/bars.csv', { body: text, headers: { 'Content-Type': 'text/html' } });
    expect((await download('/bars.csv')).bytes()).toEqual(new Uint8Array(text));
  });

  it('refuses what is too large by its announced length, before a byte is kept', async () => {
    server.files.set('/bars', { body });
    const kept = createSink();
    const options = { sink: kept.sink, maxBytes: 49_999 };
    await expect(download('/bars', options)).rejects.toMatchObject({
      kind: 'too-large',
      message: expect.stringContaining('has 50000 bytes or more, over the limit of 49999 bytes'),
    });
    expect(kept.bytes()).toHaveLength(0);
    expect(server.requests).toHaveLength(1);
  });

  it('refuses what turns out too large where no length is announced', async () => {
    server.files.set('/bars', { body, hasLength: false });
    const kept = createSink();
    const options = { sink: kept.sink, maxBytes: 49_999 };
    await expect(download('/bars', options)).rejects.toMatchObject({ kind: 'too-large' });
    expect(kept.bytes().length).toBeLessThan(50_000);
  });

  it('does not take the length of the compressed form for that of the file', async () => {
    const packed = gzipSync(Buffer.alloc(100_000));
    server.files.set('/bars', { body: packed, headers: { 'Content-Encoding': 'gzip' } });
    const { bytes, progress } = await download('/bars');
    expect(bytes()).toHaveLength(100_000);
    expect(progress.at(-1)?.totalBytes).toBeUndefined();
  });

  it('brings an empty file', async () => {
    server.files.set('/bars', { body: new Uint8Array(0) });
    expect((await download('/bars')).bytes()).toHaveLength(0);
  });

  it('ends with the reason of the signal on cancel, also while it waits', async () => {
    server.files.set('/bars', { body });
    server.faults.push({ kind: 'status', status: 503 });
    const controller = new AbortController();
    const { sink } = createSink();
    const report = (): void => controller.abort();
    const failure = download('/bars', {
      sink: { ...sink, report },
      signal: controller.signal,
      wait: undefined,
    });
    await expect(failure).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.requests).toHaveLength(1);
  });
});
