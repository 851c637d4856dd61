/** The open times of bars as a file states them. */
export interface TimeColumn {
  readonly name: string;
  /** Whole milliseconds since the epoch. */
  readonly values: Float64Array;
  /** Unit of the timestamp in parquet and feather; its zone is UTC. */
  readonly unit: 'ms' | 'ns';
  /** In CSV: milliseconds since the epoch, or ISO 8601 in UTC. */
  readonly csv: 'milliseconds' | 'iso';
}

/** A column of float64; NaN is null, in CSV an empty cell. */
export interface NumberColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** Whether the file declares that values can be missing. */
  readonly isNullable: boolean;
}

/** What a file is to hold, before it takes a format: the times first, then numbers, all of one length. */
export interface ExportTable {
  readonly time: TimeColumn;
  readonly numbers: readonly NumberColumn[];
}
