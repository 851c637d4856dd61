/** A file to be made of a dataset. */
export interface ExportRequest {
  readonly datasetId: string;
  readonly format: 'parquet' | 'csv' | 'feather';
  /** Columns of the features, unscaled; extras are part of the bars and always there. */
  readonly hasFeatures: boolean;
  /** Column `label` for this horizon, in bars; undefined for none. */
  readonly labelHorizonBars: number | undefined;
  /**
   * `tabquant`: `open_time open high low close volume quote_volume ...`; `dashboard`: the names of the
   * reference dashboard's download script, whose scripts can then read it; no extras.
   */
  readonly names: 'tabquant' | 'dashboard';
}
