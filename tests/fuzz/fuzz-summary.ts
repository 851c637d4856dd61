import type { RunOutcome } from './fuzz-runner';
import type { FuzzOutcome } from './import-worker';

/** What became of the damaged files of one format. */
export interface FormatFigures {
  inputs: number;
  /** Refused, or a question was asked. */
  refused: number;
  /** Bars came that differ from those of the good file, and a note or finding says something new. */
  told: number;
  /** The same bars as of the good file. */
  same: number;
  /** Bars came that differ, and nothing was said. */
  silent: number;
}

/** Counts outcomes by format; `violations` holds what must never be, a line each. */
export class FuzzSummary {
  readonly formats: Record<string, FormatFigures> = {};
  readonly counts = { hangs: 0, unhandled: 0, wrongErrors: 0, deaths: 0, crashes: 0 };
  readonly violations: string[] = [];
  slowestMs = 0;

  /** `isCovered`: a checksum that the file carries covers what was changed. */
  add(
    format: string,
    what: string,
    { outcome, good, isCovered }: { outcome: RunOutcome; good: FuzzOutcome; isCovered: boolean },
  ): void {
    const figures = (this.formats[format] ??= emptyFigures());
    figures.inputs++;
    if (!('loose' in outcome)) {
      this.counts[outcome.kind === 'hang' ? 'hangs' : 'deaths']++;
      this.#fail(what, `${outcome.kind}: ${outcome.message}`);
      return;
    }
    if (outcome.loose.length > 0) {
      this.counts.unhandled++;
      this.#fail(what, `an unhandled rejection: ${outcome.loose.join('; ')}`);
    }
    if (outcome.kind === 'wrong-error') {
      this.counts.wrongErrors++;
      this.#fail(what, outcome.message);
      return;
    }
    if (outcome.kind === 'crash') this.counts.crashes++;
    if (outcome.kind !== 'bars') {
      figures.refused++;
      return;
    }
    if (outcome.digest === good.digest) figures.same++;
    else if (isCovered) {
      figures.silent++;
      this.#fail(what, 'different bars in spite of a checksum');
    } else if (outcome.said !== good.said) figures.told++;
    else figures.silent++;
  }

  #fail(what: string, message: string): void {
    this.violations.push(`${what}: ${message}`);
  }
}

function emptyFigures(): FormatFigures {
  return { inputs: 0, refused: 0, told: 0, same: 0, silent: 0 };
}
