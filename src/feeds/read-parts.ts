import type { ImportDecisions } from '../core/import';
import type { DataSource } from '../core/library';
import { checkBars } from './check-bars';
import { verifyChecksums } from './choose-files';
import { isRefusal } from './import-error';
import type { FileEvent, UnfinishedImport } from './import-result';
import type { ImportSteps } from './import-steps';
import type { MappingChoice } from './mapping-choice';
import type { Part } from './merge-parts';
import type { NamedTable } from './open-tables';
import type { OnProgress } from './table';

/** What became of one file. */
export type ReadParts =
  { readonly kind: 'parts'; readonly parts: readonly Part[] } | UnfinishedImport;

export interface ReadPartsOptions {
  readonly steps: ImportSteps;
  readonly choice: MappingChoice;
  readonly decisions: ImportDecisions;
  /** Where the file was fetched from. */
  readonly url?: string | undefined;
  /** Files that tell the SHA-256 of others. */
  readonly checksums: readonly File[];
  readonly onEvent: (event: FileEvent) => void;
}

/** Reads one file into checked bars, a part for each table and market; throws `ImportError`. */
export async function readParts(file: File, options: ReadPartsOptions): Promise<ReadParts> {
  const report =
    (kind: FileEvent['kind']): OnProgress =>
    (done, total) =>
      options.onEvent({ kind, file: file.name, done, total });
  const { sha256, bytes, format, notes, tables } = await options.steps.openTables(
    file,
    report('reading'),
  );
  const { url } = options;
  const source: DataSource = {
    name: file.name,
    bytes,
    sha256,
    format,
    notes,
    ...(url === undefined ? {} : { url }),
  };
  await verifyChecksums(options.checksums, [source]);
  const parts: Part[] = [];
  for (const table of tables) {
    const read = await readTable(table, source, report('parsing'), options);
    if (read.kind !== 'parts') return read;
    parts.push(...read.parts);
  }
  return { kind: 'parts', parts };
}

async function readTable(
  opened: NamedTable,
  source: DataSource,
  onProgress: OnProgress,
  { steps, choice, decisions }: ReadPartsOptions,
): Promise<ReadParts> {
  const { name, table } = opened;
  const chosen = choice.choose(opened);
  if (chosen.kind === 'refused') return chosen;
  if (chosen.kind === 'unsure') return { kind: 'question', question: chosen.question };
  try {
    const parts: Part[] = [];
    for (const rows of await steps.readRawBars(table, chosen.mapping, name, onProgress)) {
      const checked = checkBars(rows, name, decisions);
      if (checked.kind === 'question') return checked;
      parts.push({
        name,
        symbol: rows.symbol,
        bars: checked.bars,
        quality: checked.quality,
        source,
        notes: [...chosen.notes, ...rows.notes],
        whereIs: checked.whereIs,
      });
    }
    return { kind: 'parts', parts };
  } catch (error) {
    // Whoever chose the columns may have chosen wrongly.
    if (!isRefusal(error) || chosen.question === undefined) throw error;
    return { kind: 'refused', message: error.message, question: chosen.question };
  }
}
