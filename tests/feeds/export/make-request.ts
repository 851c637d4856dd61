import type { ExportRequest } from '../../../src/core/library';

/** A request for bars alone, as parquet under the names of the import, unless told otherwise. */
export function makeRequest(changes: Partial<ExportRequest> = {}): ExportRequest {
  return {
    datasetId: 'any',
    format: 'parquet',
    hasFeatures: false,
    labelHorizonBars: undefined,
    names: 'tabquant',
    ...changes,
  };
}
