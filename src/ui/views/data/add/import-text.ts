import type { ImportProgress } from '../../../../state/import.svelte';
import { formatEta } from '../../../../core/format';

const verbs: Readonly<Record<ImportProgress['stage'], string>> = {
  fetching: 'Fetching',
  reading: 'Reading',
  parsing: 'Parsing',
  generating: 'Generating',
  storing: 'Keeping',
};

/** Returns what an import is busy with: `Parsing BTCUSDT-1m-2024-01.zip…`. */
export function describeImport({ stage, subject }: ImportProgress): string {
  return `${verbs[stage]} ${subject}…`;
}

/** Returns the time left by the pace so far, or until a lost connection is tried again; `now` in the clock of `startedAt`. */
export function estimateImport(
  { stage, fraction, startedAt, retryInSeconds }: ImportProgress,
  now: number,
): string {
  if (retryInSeconds !== undefined) {
    return `connection lost, next try in ${Math.ceil(retryInSeconds)} s`;
  }
  if (stage === 'storing') return '';
  const elapsedSeconds = (now - startedAt) / 1000;
  // The first moments of a stage tell nothing about its pace.
  if (!(fraction > 0.02) || elapsedSeconds < 0.2) return formatEta(NaN);
  return formatEta((elapsedSeconds * (1 - fraction)) / fraction);
}
