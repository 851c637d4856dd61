/** Where in a `Bars` a rule is broken. */
export interface BarsErrorPlace {
  /** From 0. */
  readonly row?: number;
  readonly column?: string;
}

/** Columns that are no `Bars`; the message names rule, values and, where there is one, the row. */
export class BarsError extends Error {
  override readonly name = 'BarsError';
  readonly row: number | undefined;
  readonly column: string | undefined;

  constructor(message: string, { row, column }: BarsErrorPlace = {}) {
    super(message);
    this.row = row;
    this.column = column;
  }
}
