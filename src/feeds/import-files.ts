import type { ImportDecisions } from '../core/import';
import type { DatasetSet, DataSource } from '../core/library';
import { chooseFiles, hashFile, listNames } from './choose-files';
import {
  groupParts,
  type MergedPart,
  mergeParts,
  nameBars,
  nameSet,
  type Part,
} from './merge-parts';
import { isRefusal } from './import-error';
import type { FileEvent, ImportedBars, ImportResult } from './import-result';
import type { ImportSteps } from './import-steps';
import { MappingChoice } from './mapping-choice';
import { readParts } from './read-parts';

export type { FileEvent, ImportedBars, ImportResult } from './import-result';

/** What the import needs of its surroundings. */
export interface ImportOptions {
  readonly steps: ImportSteps;
  /** Where each of the files was fetched from, for its provenance. */
  readonly urls?: readonly string[] | undefined;
}

/**
 * Reads, recognises, parses, checks and joins files: one result a symbol and interval. It is a function
 * of files and decisions, and ends with a question where a decision is missing. Files that come along
 * with data are left aside, and `.CHECKSUM` files compared with the archives that they speak of.
 * What an `ImportError` says is returned as a refusal; anything else is thrown, kinds of it included.
 */
export async function importFiles(
  files: readonly File[],
  decisions: ImportDecisions,
  onEvent: (event: FileEvent) => void,
  { steps, urls }: ImportOptions,
): Promise<ImportResult> {
  try {
    const { data, checksums, leftAside } = chooseFiles(files);
    const choice = new MappingChoice(steps, decisions);
    const parts: Part[] = [];
    // One after the other: the bytes of a file are let go before the next one is read.
    for (const file of data) {
      const url = urls?.[files.indexOf(file)];
      const read = await readParts(file, { steps, choice, decisions, url, checksums, onEvent });
      if (read.kind !== 'parts') return read;
      parts.push(...read.parts);
    }
    const merged: MergedPart[] = [];
    for (const group of groupParts(parts)) {
      const result = mergeParts(group, decisions.conflicts);
      if (result.kind === 'question') return result;
      merged.push(result);
    }
    return { kind: 'bars', imports: await nameAll(merged, leftAside) };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', message: error.message };
    throw error;
  }
}

/** Adds names, what was left aside, and, where there are several, the set that they are of. */
async function nameAll(
  merged: readonly MergedPart[],
  leftAside: readonly string[],
): Promise<readonly ImportedBars[]> {
  const set = merged.length > 1 ? await describeSet(merged) : undefined;
  return merged.map(({ bars, symbol, sources, quality, hasVolume }) => ({
    bars,
    symbol,
    name: nameBars(bars, symbol, sources[0].name),
    sources: noteLeftAside(sources, leftAside),
    quality,
    hasVolume,
    ...(set === undefined ? {} : { set }),
  }));
}

/** The same files make the same set. */
async function describeSet(merged: readonly MergedPart[]): Promise<DatasetSet> {
  const hashes = merged.flatMap(({ sources }) => sources.map(({ sha256 }) => sha256));
  const text = [...new Set(hashes)].sort().join();
  return {
    id: await hashFile(new TextEncoder().encode(text)),
    name: nameSet(
      merged.map(({ bars }) => bars),
      merged.map(({ symbol }) => symbol),
    ),
  };
}

function noteLeftAside(
  [first, ...others]: readonly DataSource[],
  leftAside: readonly string[],
): readonly DataSource[] {
  if (leftAside.length === 0) return [first, ...others];
  const note = `left aside, since they hold no bars: ${listNames(leftAside)}`;
  return [{ ...first, notes: [...first.notes, note] }, ...others];
}
