import type { ImportDecisions } from '../src/core/import';
import { defaultSteps } from '../src/feeds/default-steps';
import { ParserCrash } from '../src/feeds/import-error';
import type { ParquetWasm } from '../src/feeds/table';
import { importFiles } from '../src/feeds/import-files';
import { saveDatasets } from '../src/storage/save-datasets';
import type { TabquantDatabase } from '../src/storage/schema';
import type { ImportEvent, ImportOutcome } from './api/data';

/** Files to be imported into the library. */
export interface ImportJob {
  readonly database: () => Promise<TabquantDatabase>;
  readonly parquetWasm: ParquetWasm;
  readonly files: readonly File[];
  readonly decisions: ImportDecisions;
  /** Where each file was fetched from; undefined for a person's own. */
  readonly urls: readonly string[] | undefined;
  readonly onEvent: (event: ImportEvent) => void;
}

/**
 * Imports files and stores what they become, all datasets in one transaction. A parser that crashed
 * refuses its file and says that this worker must be replaced.
 */
export async function importDatasets(job: ImportJob): Promise<ImportOutcome> {
  const { files, decisions, urls, onEvent, parquetWasm } = job;
  try {
    const steps = defaultSteps({ parquetWasm });
    const result = await importFiles(files, decisions, onEvent, {
      steps,
      ...(urls === undefined ? {} : { urls }),
    });
    if (result.kind !== 'bars') return result;
    onEvent({ kind: 'storing' });
    const now = Date.now();
    const datasets = result.imports.map((imported) => ({ ...imported, now }));
    return { kind: 'stored', datasets: await saveDatasets(await job.database(), datasets) };
  } catch (error) {
    if (!(error instanceof ParserCrash)) throw error;
    return { kind: 'refused', message: error.message, isWorkerUnusable: true };
  }
}
