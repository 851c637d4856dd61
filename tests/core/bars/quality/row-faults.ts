import type { RawRows } from '../../../../src/core/bars/quality/row-checks';
import type { QualityCheck } from '../../../../src/core/bars/quality/report';

type RawColumns = RawRows['columns'];

/** A way to spoil a row so that exactly one check fails. */
export interface RowFault {
  readonly name: string;
  readonly check: QualityCheck;
  readonly plant: (columns: RawColumns, row: number) => void;
  /** What the first place must say. */
  readonly says: RegExp;
}

const set =
  (column: keyof RawColumns, value: number) =>
  (columns: RawColumns, row: number): void => {
    const values = columns[column];
    if (values === undefined) throw new Error(`the rows have no ${column}`);
    values[row] = value;
  };

/** Every kind of fault that the row checks know, prices being near 100. */
export const rowFaults: readonly RowFault[] = [
  {
    name: 'a time that is no number',
    check: 'bad-time',
    plant: set('openTime', NaN),
    says: /^the time cannot be read$/,
  },
  {
    name: 'a time of 1970',
    check: 'bad-time',
    plant: set('openTime', 86_400_000),
    says: /^the time reads as 1970-01-02T00:00:00Z, which cannot be$/,
  },
  {
    name: 'a time after 2100',
    check: 'bad-time',
    plant: set('openTime', 4_102_444_800_000),
    says: /^the time reads as 2100-01-01T00:00:00Z/,
  },
  {
    name: 'an open that is no number',
    check: 'not-a-number',
    plant: set('open', NaN),
    says: /^open is not a number: NaN$/,
  },
  {
    name: 'a close that is no number',
    check: 'not-a-number',
    plant: set('close', NaN),
    says: /^close is not a number: NaN$/,
  },
  {
    name: 'an infinite high',
    check: 'not-a-number',
    plant: set('high', Infinity),
    says: /^high is not a number: Infinity$/,
  },
  {
    name: 'a low of 0',
    check: 'non-positive-price',
    plant: set('low', 0),
    says: /^low is 0, but a price is above 0$/,
  },
  {
    name: 'a negative close',
    check: 'non-positive-price',
    plant: set('close', -3),
    says: /^close is -3, but a price is above 0$/,
  },
  {
    name: 'a high below the low',
    check: 'high-below-low',
    plant: set('high', 1),
    says: /^high 1 is below low \d/,
  },
  {
    name: 'an open above the high',
    check: 'outside-range',
    plant: set('open', 1e6),
    says: /^open 1000000 is above high \d/,
  },
  {
    name: 'an open below the low',
    check: 'outside-range',
    plant: set('open', 1),
    says: /^open 1 is below low \d/,
  },
  {
    name: 'a close above the high',
    check: 'outside-range',
    plant: set('close', 1e6),
    says: /^close 1000000 is above high \d/,
  },
  {
    name: 'a close below the low',
    check: 'outside-range',
    plant: set('close', 1),
    says: /^close 1 is below low \d/,
  },
  {
    name: 'a negative volume',
    check: 'bad-volume',
    plant: set('volume', -1),
    says: /^volume is -1, but an amount is at least 0$/,
  },
  {
    name: 'a volume that is no number',
    check: 'bad-volume',
    plant: set('volume', Infinity),
    says: /^volume is not a number: Infinity$/,
  },
  {
    name: 'an infinite quote volume',
    check: 'bad-volume',
    plant: set('quoteVolume', Infinity),
    says: /^quoteVolume is not a number: Infinity$/,
  },
  {
    name: 'a negative count of trades',
    check: 'bad-volume',
    plant: set('tradeCount', -5),
    says: /^tradeCount is -5/,
  },
  {
    name: 'a time between two bars',
    check: 'off-grid',
    plant: (columns, row) => {
      columns.openTime[row] += 500;
    },
    says: /^the time 2024-01-01T00:\d\d:00Z is no multiple of 1m from those of the other rows$/,
  },
];
