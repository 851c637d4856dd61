import type { MarketName } from './library';
import type { BarColumn, EpochMs } from './bars/bars';
import { writeCanonicalJson } from './canonical-json';
import type { QualityFinding } from './bars/quality/report';
import type { DecimalSign } from './bars/numbers';
import type { TimeColumn, TimeReading } from './bars/read-times';

/**
 * What a person has decided about an import. An import is a function of files and decisions: where one
 * is missing it ends with a question, and starts again with the answer among the decisions.
 */
export interface ImportDecisions {
  /** By file; of a member of an archive by "archive / member". */
  readonly mappings: Readonly<Record<string, ColumnMapping>>;
  /** Answers of earlier imports, which hold where the same is asked about the same columns. */
  readonly remembered?: readonly RememberedMapping[];
  /** Whether to ask which column is what, too, where nothing is in doubt. */
  readonly asksColumns?: boolean;
  /** Rows that cannot be bars. `snap` puts those off the grid of times on it, and leaves the others out. */
  readonly badRows: 'ask' | Repair['kind'];
  /**
   * Two rows of one time that differ: which of them to keep, in the order of the files; `keep-apart` makes one
   * dataset of each series where they look like different ones.
   */
  readonly conflicts: 'ask' | 'keep-first' | 'keep-last' | 'keep-apart';
  /** Interval of the bars that are made of single trades; undefined is to ask. */
  readonly barIntervalMs?: number;
}

export const noDecisions: ImportDecisions = { mappings: {}, badRows: 'ask', conflicts: 'ask' };

/** Rows of a file cannot be bars, or all of them open at an odd time: choose a repair, or give up. */
export interface BadRowsQuestion {
  readonly kind: 'bad-rows';
  readonly file: string;
  readonly rows: number;
  /** Rows that cannot be bars as they are; 0 where all open at the same odd offset, such as 14 seconds. */
  readonly badRows: number;
  readonly findings: readonly QualityFinding[];
  /** The gentlest first. */
  readonly repairs: readonly Repair[];
}

/** What can be done about rows that cannot be bars. */
export interface Repair {
  /**
   * `leave-out`: none of them becomes a bar; where there are none of them, rows stay as they are. `snap`: those off
   * the grid open with the slot that they lie in, the others are left out.
   */
  readonly kind: 'leave-out' | 'snap';
  /** Rows that it changes or leaves out. */
  readonly rows: number;
  readonly gives: { readonly bars: number; readonly missingBars: number };
}

/** Rows of one time differ: take the first, the last, or give up. */
export interface ConflictQuestion {
  readonly kind: 'conflicts';
  readonly symbol: string;
  readonly conflicts: number;
  /** Why these look like different series, a sentence; there where they can be kept apart. */
  readonly apart?: string;
  readonly first: {
    readonly time: EpochMs;
    readonly column: string;
    /** The two values, first and last as `keep-first` and `keep-last` mean it. */
    readonly values: readonly [number, number];
    /** Places of the two: file and row. */
    readonly places: readonly [string, string];
  };
}

/** Files hold single trades: choose the interval of the bars that are made of them, or give up. */
export interface MakeBarsQuestion {
  readonly kind: 'make-bars';
  /** The first of the files. */
  readonly file: string;
  readonly files: number;
  /** Rows of all of them, about. */
  readonly trades: number;
  /** Times of the first and of the last trade that the sample shows. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** `barIntervalMs` to choose from, the shortest first. */
  readonly intervalsMs: readonly number[];
  /** What a guess decided about the columns, a sentence each; the answer agrees to it. */
  readonly doubts: readonly string[];
}

export type ImportQuestion =
  MappingQuestion | BadRowsQuestion | ConflictQuestion | MakeBarsQuestion;

/** What became of one file, or member of an archive, of an import. */
export interface FileOutcome {
  readonly name: string;
  readonly kind: 'read' | 'set-aside' | 'refused';
  /** For people, to be read after the name: "1,440 bars", "funding rates, set aside". */
  readonly detail: string;
}

/** Funding rates of a symbol that were imported. */
export interface KeptFunding {
  /** '' where nothing names it. */
  readonly symbol: string;
  readonly rates: number;
  /** How many datasets they are kept with. */
  readonly datasets: number;
}

/** Returns, for people, that no dataset is there for funding rates to be kept with. */
export function describeLostFunding(lost: readonly KeptFunding[]): string {
  const names = [...new Set(lost.map(({ symbol }) => symbol || 'a symbol that nothing names'))];
  const of = names.join(', ');
  return (
    `The funding rates of ${of} were not kept: there are no bars of ${of}. ` +
    'Import bars of the same symbol first, or both together.'
  );
}

/** Why files did not become bars; nothing was stored. */
export type UnfinishedImport =
  /** Import the same files again with the answer among the decisions. */
  | { readonly kind: 'question'; readonly question: ImportQuestion }
  | {
      readonly kind: 'refused';
      readonly message: string;
      /** There when another mapping of columns may help. */
      readonly question?: ImportQuestion | undefined;
      /** A parser crashed: end this worker, the next call needs a fresh one. */
      readonly isWorkerUnusable?: boolean;
    };

/** Which column of a table is what; numbers are positions of columns, from 0. */
export interface ColumnMapping {
  readonly columns: Readonly<Partial<Record<BarColumn, number>>>;
  /** Column that names the market of each row; a file can hold several. */
  readonly symbol?: number;
  readonly time: TimeReading;
  /** Column that holds the time of day where the time column holds dates alone. */
  readonly timeOfDay?: number;
  /** Column that says of each row whether its bar is over; a row that says no is left out. */
  readonly closed?: number;
  /** How every number in text is written: a file has one style. */
  readonly decimal: DecimalSign;
  /** Written prices are divided by it: 10,000 in files that scale prices to whole numbers. */
  readonly priceDivisor?: number;
  /** Columns beside the symbol whose cells tell series apart: exchange, side, kind of price. */
  readonly series?: readonly number[];
  /** Written volumes are multiplied by it: 100 where they count lots of 100. */
  readonly volumeFactor?: number;
  /** Further numeric columns to keep. */
  readonly extras: readonly number[];
}

/** Something in a file that speaks for or against a way to read it, as a sentence for people. */
export interface Evidence {
  readonly speaks: 'for' | 'against';
  readonly text: string;
}

/** A way to read a file that nothing in it rules out. */
export interface Reading {
  readonly mapping: ColumnMapping;
  /** What sets it apart from the others: "1.234 is about one"; '' for the only one. */
  readonly label: string;
  readonly evidence: readonly Evidence[];
}

/** What a person needs to see to say which column is what. */
export interface MappingQuestion {
  readonly kind: 'map-columns';
  /** Key of the answer in `ImportDecisions.mappings`: the file, of an archive with its member. */
  readonly file: string;
  readonly columns: readonly ({ readonly name: string } & TimeColumn)[];
  /** First rows, as text. */
  readonly rows: readonly (readonly string[])[];
  /** The likeliest first; may lack columns that were not recognised. */
  readonly readings: readonly [Reading, ...Reading[]];
  /** Reasons for the question, a sentence each. */
  readonly reasons: readonly string[];
}

/** A person's answer to a question about columns, for the next file of which the same is asked. */
export interface RememberedMapping {
  /** `describeShape` of the question. */
  readonly shape: string;
  /** The file that was asked about, for people. */
  readonly file: string;
  readonly mapping: ColumnMapping;
}

/**
 * Returns what is the same for files that an answer holds for: names and kinds of the columns, and what they could be.
 * Files of which the evidence says something else have another shape, whatever their columns are called.
 */
export function describeShape({
  columns,
  readings,
}: Pick<MappingQuestion, 'columns' | 'readings'>): string {
  return writeCanonicalJson({ columns, readings: readings.map(({ mapping }) => mapping) });
}

/** The bars that files would give, of which nothing is kept. */
export interface ImportPreview {
  /** One for each dataset that would be made. */
  readonly series: readonly PreviewedSeries[];
  /** Rows of a time that another row has, too, with other values. */
  readonly conflicts: number;
  /** Rows that cannot be bars. */
  readonly badRows: number;
  /** Why there are no bars, for people. */
  readonly problem?: string;
  /** A parser crashed: end this worker, the next call needs a fresh one. */
  readonly isWorkerUnusable?: boolean;
}

/** What one dataset would be. */
export interface PreviewedSeries {
  /** '' where nothing names it. */
  readonly symbol: string;
  readonly market?: MarketName;
  readonly intervalMs: number;
  readonly bars: number;
  /** Open time of the first and of the last bar. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly gaps: number;
  readonly missingBars: number;
  /** Open, high, low and close of the first bar, which show a wrong number style. */
  readonly firstPrices: readonly [number, number, number, number];
}
