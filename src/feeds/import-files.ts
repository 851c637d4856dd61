import type {
  ColumnMapping,
  FileOutcome,
  ImportDecisions,
  ImportQuestion,
  UnfinishedImport,
} from '../core/import';
import { countBars } from '../core/bars/bars';
import { formatCount } from '../core/format';
import type { DataSource } from '../core/library';
import { checkBars, keepApart } from './check-bars';
import { chooseFiles, verifyChecksums } from './choose-files';
import { askToMakeBars, importTrades } from './import-trades';
import { ImportError, isRefusal, listNames, ParserCrash } from './import-error';
import type { Part } from './group-parts';
import { mergeParts, type ImportedBars } from './merge-parts';
import { fundingRates } from './recognise/other-data';
import { readFunding, type ReadFunding } from './recognise/read-funding';
import { readRawBars } from './recognise/read-raw-bars';
import { fillMarket, readMarketName } from './recognise/series/market-words';
import { MappingChoice } from './recognise/choose-mapping';
import { recogniseTable, type Recognition } from './recognise/recognise-table';
import { type NamedTable, type OpenedFile, openTables, type OpenOptions } from './open-tables';
import type { OnProgress, RawBars, Table, TableOptions } from './table';

/** How far the import of one file is; `done` and `total` are in one unit, whichever. */
export interface FileEvent {
  readonly kind: 'reading' | 'parsing';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/** What became of files. */
export type ImportResult =
  | {
      readonly kind: 'bars';
      /** None where only funding rates were read. */
      readonly imports: readonly ImportedBars[];
      readonly funding: readonly ReadFunding[];
      /** Files that were read by answers of earlier imports. */
      readonly recalled: readonly string[];
      /** What became of each file, and of each member of an archive that cannot be read. */
      readonly files: readonly FileOutcome[];
    }
  | UnfinishedImport;

/** What the import needs of its surroundings. */
export interface ImportOptions extends TableOptions {
  /** Where each of the files was fetched from, for its provenance. */
  readonly urls?: readonly string[] | undefined;
  /** Other steps than the usual ones. */
  readonly steps?: ImportSteps;
}

/** What an import does with each file; all throw `ImportError` for what no decision can mend. */
export interface ImportSteps {
  openTables(file: File, options: OpenOptions): Promise<OpenedFile>;
  /** `name` is that of the table, for messages and as the key of a question. */
  recogniseTable(table: Table, name: string): Recognition;
  /** Returns the rows of each market, neither put in order nor checked. */
  readRawBars(
    table: Table,
    mapping: ColumnMapping,
    name: string,
    onProgress: OnProgress,
  ): Promise<readonly RawBars[]>;
}

/**
 * Reads, recognises, parses, checks and joins files: one result a series. It is a function
 * of files and decisions, and ends with a question where a decision is missing. Files that come along
 * with data are left aside, and archives compared with their `.CHECKSUM` files. A file that cannot be read never
 * costs the others; where none can, the refusal names each.
 * What an `ImportError` says is returned, that of a parser that has crashed among them; anything else is thrown.
 */
export async function importFiles(
  files: readonly File[],
  decisions: ImportDecisions,
  onEvent: (event: FileEvent) => void,
  { parquetWasm, urls, steps = { openTables, recogniseTable, readRawBars } }: ImportOptions,
): Promise<ImportResult> {
  try {
    const { data, leftAside, ...chosen } = chooseFiles(files);
    const { checksums, outcomes } = await checkChecksums(chosen.checksums);
    const choice = new MappingChoice(steps.recogniseTable, decisions);
    const job = { steps, choice, decisions, checksums, parquetWasm, onEvent };
    const parts: Part[] = [];
    const failures: Failure[] = [];
    const funding: ReadFunding[] = [];
    // One after the other: the bytes of a file are let go before the next one is read.
    for (const file of data) {
      const read = await readParts(file, urls?.[files.indexOf(file)], job);
      if (read.kind !== 'parts') return read;
      parts.push(...read.parts);
      failures.push(...read.failures);
      funding.push(...read.funding);
      outcomes.push(...describeFile(file.name, read));
    }
    if (parts.length === 0 && funding.length === 0) return refuseAll(failures);
    const merged =
      parts.length === 0
        ? ({ kind: 'bars', imports: [] } as const)
        : await mergeParts(parts, decisions.conflicts, leftAside);
    if (merged.kind === 'question') return merged;
    const aside = leftAside.map((name): FileOutcome => ({
      name,
      kind: 'set-aside',
      detail: 'no bars, set aside',
    }));
    return { ...merged, funding, recalled: choice.recalled, files: [...outcomes, ...aside] };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', message: error.message };
    if (!(error instanceof ParserCrash)) throw error;
    return { kind: 'refused', message: error.message, isWorkerUnusable: true };
  }
}

/** What the reading of each file shares. */
interface ImportJob extends TableOptions {
  readonly steps: ImportSteps;
  readonly choice: MappingChoice;
  readonly decisions: ImportDecisions;
  /** Files that state the SHA-256 of others. */
  readonly checksums: readonly File[];
  readonly onEvent: (event: FileEvent) => void;
}

/** A file, or member of an archive, that cannot be read. */
interface Failure {
  readonly name: string;
  readonly error: ImportError;
  /** There when another mapping of columns may help. */
  readonly question?: ImportQuestion | undefined;
}

/** What became of one file or table. */
type ReadParts =
  | {
      readonly kind: 'parts';
      readonly parts: readonly Part[];
      readonly failures: readonly Failure[];
      readonly funding: readonly ReadFunding[];
    }
  | UnfinishedImport;

/** Leaves out checksum files that are none. */
async function checkChecksums(files: readonly File[]) {
  const checksums: File[] = [];
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    try {
      await verifyChecksums([file], []);
      checksums.push(file);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      outcomes.push(describeFailure({ name: file.name, error }));
    }
  }
  return { checksums, outcomes };
}

/** Reads one file into checked bars, a part for each table and series. */
async function readParts(file: File, url: string | undefined, job: ImportJob): Promise<ReadParts> {
  const report =
    (kind: FileEvent['kind']): OnProgress =>
    (done, total) =>
      job.onEvent({ kind, file: file.name, done, total });
  const { parquetWasm, steps } = job;
  const options = { parquetWasm, onProgress: report('reading') };
  try {
    const { tables, failures: broken, sha256, ...opened } = await steps.openTables(file, options);
    const named = { ...opened, ...(url === undefined ? {} : { url }) };
    const source = sha256.then((hash): DataSource => ({ ...named, sha256: hash }));
    source.catch(() => undefined);
    if (job.checksums.length > 0) await verifyChecksums(job.checksums, [await source]);
    const parts: Part[] = [];
    const failures: Failure[] = [...broken];
    const funding: ReadFunding[] = [];
    for (const table of tables) {
      const read = await readTable(table, source, report('parsing'), job);
      if (read.kind !== 'parts') return read;
      parts.push(...read.parts);
      failures.push(...read.failures);
      funding.push(...read.funding);
    }
    return { kind: 'parts', parts, failures, funding };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return fail({ name: file.name, error });
  }
}

async function readTable(
  named: NamedTable,
  source: Promise<DataSource>,
  onProgress: OnProgress,
  job: ImportJob,
): Promise<ReadParts> {
  const { name, table } = named;
  const chosen = job.choice.choose(table, name);
  switch (chosen.kind) {
    case 'refused': {
      const { message, question, otherData } = chosen;
      if (otherData === fundingRates) return readRates(named, onProgress);
      const error = new ImportError(message, otherData === undefined ? {} : { otherData });
      return fail({ name, error, question });
    }
    case 'unsure':
      return { kind: 'question', question: chosen.question };
    case 'trades':
      return readTrades(named, chosen, source, onProgress, job);
    case 'sure':
      return readBars(named, chosen, source, onProgress, job);
  }
}

async function readRates({ name, table }: NamedTable, onProgress: OnProgress): Promise<ReadParts> {
  try {
    const funding = await readFunding(table, name, onProgress);
    return { kind: 'parts', parts: [], failures: [], funding };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return fail({ name, error });
  }
}

function fail(failure: Failure): ReadParts {
  return { kind: 'parts', parts: [], failures: [failure], funding: [] };
}

/** Makes bars of single trades where a person has said of which interval. */
async function readTrades(
  { name, table }: NamedTable,
  { found, question }: Extract<ReturnType<MappingChoice['choose']>, { kind: 'trades' }>,
  source: Promise<DataSource>,
  onProgress: OnProgress,
  { decisions: { barIntervalMs, badRows } }: ImportJob,
): Promise<ReadParts> {
  if (barIntervalMs === undefined) {
    const error = new ImportError(`${name} holds single trades.`, { otherData: 'single trades' });
    return fail({ name, error, question });
  }
  try {
    const made = await importTrades(
      table,
      name,
      found,
      barIntervalMs,
      await source,
      badRows,
      onProgress,
    );
    return made.kind === 'question' ? made : { ...made, failures: [], funding: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return fail({ name, error });
  }
}

/** Reads bars by a mapping, and checks them. */
async function readBars(
  { name, table }: NamedTable,
  chosen: Extract<ReturnType<MappingChoice['choose']>, { kind: 'sure' }>,
  source: Promise<DataSource>,
  onProgress: OnProgress,
  { steps, decisions }: ImportJob,
): Promise<ReadParts> {
  try {
    const parts: Part[] = [];
    const read = await steps.readRawBars(table, chosen.mapping, name, onProgress);
    const isApart = decisions.conflicts === 'keep-apart';
    for (const rows of isApart ? read.flatMap((each) => keepApart(each, name)) : read) {
      const checked = checkBars(rows, name, decisions);
      if (checked.kind === 'question') return checked;
      const { bars, quality, whereIs } = checked;
      const { symbol } = rows;
      const from = await source;
      const market = fillMarket(rows.market ?? {}, readMarketName(from.url ?? ''));
      const notes = [...chosen.notes, ...rows.notes, ...checked.notes];
      parts.push({ name, symbol, market, bars, quality, source: from, notes, whereIs });
    }
    return { kind: 'parts', parts, failures: [], funding: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The person who chose the columns may have chosen wrongly.
    if (chosen.question !== undefined) {
      return { kind: 'refused', message: error.message, question: chosen.question };
    }
    return fail({ name, error });
  }
}

/** The outcome of a file, then those of its members that cannot be read. */
function describeFile(
  name: string,
  { parts, failures, funding }: Extract<ReadParts, { kind: 'parts' }>,
): readonly FileOutcome[] {
  const failed = failures.map(describeFailure);
  if (parts.length + funding.length === 0) return failed;
  const bars = parts.reduce((sum, part) => sum + countBars(part.bars), 0);
  const rates = funding.reduce((sum, { rates: { time } }) => sum + time.length, 0);
  const detail = [
    ...(parts.length === 0 ? [] : [`${formatCount(bars)} bars`]),
    ...(funding.length === 0 ? [] : [`${formatCount(rates)} funding rates`]),
  ].join(', ');
  return [{ name, kind: 'read', detail }, ...failed];
}

function describeFailure({ name, error, question }: Failure): FileOutcome {
  const { message, otherData } = error;
  if (question?.kind === 'make-bars') {
    const detail = 'single trades, set aside: import them by themselves to make bars of them';
    return { name, kind: 'set-aside', detail };
  }
  if (otherData !== undefined)
    return { name, kind: 'set-aside', detail: `${otherData}, set aside` };
  const detail = message.startsWith(`${name} `) ? message.slice(name.length + 1) : message;
  return { name, kind: 'refused', detail };
}

/** Where nothing is bars but something trades, bars can be made of those. */
function refuseAll(failures: readonly Failure[]): ImportResult {
  const ofTrades = failures.flatMap(({ question }) =>
    question?.kind === 'make-bars' ? question : [],
  );
  if (ofTrades.length > 0) return { kind: 'question', question: askToMakeBars(ofTrades) };
  const [first] = failures;
  const question = failures.find((failure) => failure.question !== undefined)?.question;
  const message =
    failures.length === 1
      ? first.error.message
      : `None of ${failures.length} files could be read. ` +
        listNames(
          failures.map(({ error }) => error.message),
          maxMessages,
        );
  return { kind: 'refused', message, ...(question === undefined ? {} : { question }) };
}

const maxMessages = 12;
