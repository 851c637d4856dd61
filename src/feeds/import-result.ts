import type { Bars } from '../core/bars/bars';
import type { QualityReport } from '../core/bars/quality/report';
import type { ImportQuestion } from '../core/import';
import type { DatasetSet, DataSource } from '../core/library';

/** Bars of one symbol and interval and what is known of them. */
export interface ImportedBars {
  readonly bars: Bars;
  /** '' where nothing names it. */
  readonly symbol: string;
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly quality: QualityReport;
  /** False where volume is 0 at every bar. */
  readonly hasVolume: boolean;
  /** There when the files hold several symbols or intervals. */
  readonly set?: DatasetSet;
}

/** What became of files. */
export type ImportResult =
  { readonly kind: 'bars'; readonly imports: readonly ImportedBars[] } | UnfinishedImport;

/** Why files did not become bars. */
export type UnfinishedImport =
  /** Import the same files again with the answer among the decisions. */
  | { readonly kind: 'question'; readonly question: ImportQuestion }
  | {
      readonly kind: 'refused';
      readonly message: string;
      /** There when another mapping of columns may help. */
      readonly question?: ImportQuestion;
    };

/** How far the import of one file is; `done` and `total` are in one unit, whichever. */
export interface FileEvent {
  readonly kind: 'reading' | 'parsing';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}
