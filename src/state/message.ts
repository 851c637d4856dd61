import { formatCount } from '../core/format';
import { describeLostFunding, type KeptFunding } from '../core/import';
import type { DatasetInfo } from '../core/library';
import { nameMarket } from '../core/market-name';
import type { TrainEvent } from '../../workers/api/train';

/** What went wrong in a training that goes on. */
type TrainTrouble = Extract<TrainEvent, { readonly reason: string }>;

/** Returns the message of a thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

/** Returns a sentence for people about datasets that were added to those that were `kept` before. */
export function describeAdded(added: readonly DatasetInfo[], kept: readonly DatasetInfo[]): string {
  const [first] = added;
  if (first === undefined) return 'Nothing was added.';
  const isKept = ({ id }: DatasetInfo) => kept.some((dataset) => dataset.id === id);
  if (added.every(isKept)) {
    return added.length === 1
      ? `These bars were here already, as ${first.name}.`
      : `These ${added.length} datasets were here already.`;
  }
  if (added.length === 1) return `Added ${first.name}.`;
  return `Added ${added.length} datasets: ${added.map(({ symbol, market }) => nameMarket(symbol, market)).join(', ')}.`;
}

/** Returns a sentence for people about funding rates: what they are kept with, or why they are not. */
export function describeFunding(funding: readonly KeptFunding[]): string {
  const lost = funding.filter(({ datasets }) => datasets === 0);
  const kept = funding.filter(({ datasets }) => datasets > 0);
  const texts = kept.map(
    ({ symbol, rates, datasets }) =>
      `Kept ${formatCount(rates)} funding rates with ${datasets === 1 ? 'the dataset' : `${datasets} datasets`} of ${symbol}.`,
  );
  return [...texts, ...(lost.length === 0 ? [] : [describeLostFunding(lost)])].join(' ');
}

/** Returns that files were read by answers to earlier questions: one sentence. */
export function describeRecalled(files: readonly string[]): string {
  const [first] = files;
  return files.length === 1
    ? `The columns of ${first} were mapped as you did before.`
    : `The columns of ${files.length} files were mapped as you did before.`;
}

/** Returns a sentence for people about what went wrong in a training, and that it goes on. */
export function describeTrouble({ kind, reason }: TrainTrouble): string {
  switch (kind) {
    case 'backend-lost':
      return `${reason}; training continues from the last epoch on another backend.`;
    case 'memory-short':
      return `There was too little memory for several workers (${reason}); training began again with one, and takes longer.`;
    case 'checkpoint-failed':
      return `The epoch could not be stored: ${reason}`;
    case 'trial-failed':
      return `This try could not be recorded: ${reason}`;
  }
}
