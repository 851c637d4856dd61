import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { listColumns } from '../../src/core/bars/bars';
import type { ColumnMapping } from '../../src/core/import';
import { ImportError, ParserCrash } from '../../src/feeds/import-error';
import { importFiles } from '../../src/feeds/import-files';
import type { ImportedBars } from '../../src/feeds/merge-parts';

/** Files to import as a page would, and how to read their columns where they do not tell. */
export interface FuzzInput {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
  readonly mapping?: ColumnMapping;
}

/** What became of an input; `loose` are errors that nobody caught. */
export interface FuzzOutcome {
  readonly kind: 'bars' | 'question' | 'refused' | 'crash' | 'wrong-error';
  /** Of every value of every column. */
  readonly digest: string;
  /** All that the import tells about the bars: notes and findings. */
  readonly said: string;
  readonly message: string;
  readonly loose: readonly string[];
}

/** Where parquet-wasm's module lies, since this file is bundled elsewhere. */
export interface FuzzWorkerData {
  readonly parquetWasm: Uint8Array<ArrayBuffer>;
}

const { parquetWasm } = workerData as FuzzWorkerData;
const loose: string[] = [];
process.on('unhandledRejection', (cause) => loose.push(String(cause)));

parentPort?.on('message', (input: FuzzInput) => {
  void runInput(input).then((outcome) => parentPort?.postMessage(outcome));
});

async function runInput({ files, mapping }: FuzzInput): Promise<FuzzOutcome> {
  const ended = await importInput(files, mapping);
  // Rejections that nobody handles are told after the tasks that are due.
  await new Promise((resolve) => setImmediate(resolve));
  return { ...ended, loose: loose.splice(0) };
}

async function importInput(
  files: FuzzInput['files'],
  mapping: ColumnMapping | undefined,
): Promise<Omit<FuzzOutcome, 'loose'>> {
  const nothing = { digest: '', said: '' };
  const mappings = mapping === undefined ? {} : { [files[0].name]: mapping };
  // The fixtures with a mapping have a row without a price.
  const badRows = mapping === undefined ? 'ask' : 'leave-out';
  try {
    const result = await importFiles(
      files.map(({ name, bytes }) => new File([bytes], name)),
      { mappings, badRows, conflicts: 'ask' },
      () => undefined,
      { parquetWasm },
    );
    if (result.kind === 'question') {
      return { kind: 'question', ...nothing, message: result.question.kind };
    }
    if (result.kind === 'refused') {
      const kind = result.isWorkerUnusable === true ? 'crash' : 'refused';
      return { kind, ...nothing, message: result.message };
    }
    const { imports } = result;
    return { kind: 'bars', digest: digestBars(imports), said: listSaid(imports), message: '' };
  } catch (cause) {
    const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { kind: 'wrong-error', ...nothing, message };
  }
}

function digestBars(imports: readonly ImportedBars[]): string {
  const hash = createHash('sha256');
  for (const { bars } of imports) {
    hash.update(`${bars.intervalMs}`);
    for (const { name, values } of listColumns(bars)) hash.update(name).update(values);
  }
  return hash.digest('hex');
}

function listSaid(imports: readonly ImportedBars[]): string {
  return JSON.stringify(
    imports.map(({ sources, quality }) => [sources.map(({ notes }) => notes), quality]),
  );
}

/** Guards against a bundle in which two copies of the class would make every refusal a wrong error. */
if (!(new ParserCrash('') instanceof ImportError))
  throw new Error('fuzz: two copies of ImportError');
