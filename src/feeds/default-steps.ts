import type { TableOptions } from './formats/table-options';
import type { ImportSteps } from './import-steps';
import { openTables } from './open-tables';
import { readRawBars } from './recognise/read-raw-bars';
import { recogniseTable } from './recognise/recognise-table';

/** The steps of an import: every format that can be opened, columns recognised by names and cells. */
export function defaultSteps(options: TableOptions): ImportSteps {
  return {
    openTables: (file, onProgress) => openTables(file, { ...options, onProgress }),
    recogniseTable,
    readRawBars,
  };
}
