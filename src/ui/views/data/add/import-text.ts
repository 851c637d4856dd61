import type { ImportProgress } from '../../../../state/import.svelte';
import { formatBytes, formatEta } from '../../../../core/format';

const verbs: Readonly<Record<ImportProgress['stage'], string>> = {
  fetching: 'Fetching',
  reading: 'Reading',
  parsing: 'Parsing',
  generating: 'Generating',
  storing: 'Keeping',
};

/** What comes after the last byte or row of a stage, and cannot say how far it is. */
const verbsAfter: Readonly<Partial<typeof verbs>> = { reading: 'Opening', parsing: 'Checking' };

/** Returns what an import is doing, and how much there is of it: `Parsing BTCUSDT-1m-2024-01.zip, 2.1 MB…`. */
export function describeImport(progress: ImportProgress): string {
  const { stage, subject, bytes = 0 } = progress;
  const verb = (isPast(progress) && verbsAfter[stage]) || verbs[stage];
  return `${verb} ${subject}${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}…`;
}

/** Returns the done part of a stage, 0 to 1; NaN where it is not known. */
export function measureImport(progress: ImportProgress): number {
  return isPast(progress) ? NaN : progress.fraction;
}

function isPast({ stage, fraction }: ImportProgress): boolean {
  return fraction >= 1 && stage in verbsAfter;
}

/**
 * Returns the time left of the whole import by the last one here, at the speed of this stage so far, or until a lost connection is retried; `now` is on the clock of
 * `startedAt`.
 */
export function estimateImport(
  { stage, fraction, startedAt, expectedAt = NaN, retryInSeconds }: ImportProgress,
  now: number,
): string {
  if (retryInSeconds !== undefined) {
    return `connection lost, next try in ${Math.ceil(retryInSeconds)} s`;
  }
  // Once it took longer than the last time, only the speed of the stage says more.
  if (expectedAt > now) return formatEta((expectedAt - now) / 1000);
  if (stage === 'storing') return '';
  const elapsedSeconds = (now - startedAt) / 1000;
  if (fraction >= 1) return '';
  // The first moments of a stage say nothing about its speed.
  if (!(fraction > 0.02) || elapsedSeconds < 0.2) return formatEta(NaN);
  return formatEta((elapsedSeconds * (1 - fraction)) / fraction);
}

/**
 * Returns the typed address as an absolute one, relative to `base`; or what is wrong with
 * it, for the person who typed it.
 */
export function readAddress(
  typed: string,
  base: string,
): { readonly url: string } | { readonly problem: string } {
  const text = typed.trim();
  if (text === '') return { problem: 'Type or paste an address.' };
  // "example.org/file.csv" means a host, "./file.csv" a file beside the page.
  const isHost = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text);
  const address = isHost ? `https://${text}` : text;
  if (!URL.canParse(address, base)) {
    return { problem: 'This is no address. It should look like https://host/file.' };
  }
  const url = new URL(address, base);
  const isSecure = url.protocol === 'https:' || url.origin === new URL(base).origin;
  if (isSecure || isLoopback(url)) return { url: url.href };
  return { problem: 'Only https addresses can be fetched; a browser blocks the others.' };
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname);
}
