/** A file to be made of a dataset. */
export interface ExportRequest {
  readonly datasetId: string;
  readonly format: 'parquet' | 'csv' | 'feather';
  /** Columns of the nine features and the extras, unscaled. */
  readonly hasFeatures: boolean;
  /** Column `label` for this horizon, in bars; undefined for none. */
  readonly labelHorizonBars: number | undefined;
  /**
   * `tabquant`: `open_time open high low close volume quote_volume ...`; `dashboard`: the names of the
   * reference dashboard's download script, whose scripts can then read it.
   */
  readonly names: 'tabquant' | 'dashboard';
}
