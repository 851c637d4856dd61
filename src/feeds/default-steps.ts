import type { TableOptions } from './table';
import type { ImportSteps } from './import-steps';
import { openTables } from './open-tables';
import { readRawBars } from './recognise/read-raw-bars';
import { recogniseTable } from './recognise/recognise-table';

/** Returns the steps of an import: files are opened, their columns recognised, their rows read. */
export function defaultSteps(options: TableOptions): ImportSteps {
  return {
    openTables: (file, onProgress) => openTables(file, { ...options, onProgress }),
    recogniseTable,
    readRawBars,
  };
}
