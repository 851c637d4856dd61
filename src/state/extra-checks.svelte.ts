import * as v from 'valibot';
import type { DataClient } from '../client/data-client';
import type { DatasetInfo } from '../core/library';
import type { ExtraVerdict } from '../core/verdict/leak-check';
import { messageOf } from './message';
import { Persisted } from './persisted.svelte';

/** Overrides that are remembered, at most; the oldest go first. */
const maxAllowed = 200;

/** Which extra columns of datasets know the future, and which of these a person allows all the same. */
export class ExtraChecks {
  readonly #client: Pick<DataClient, 'checkExtras'>;
  readonly #allowed = new Persisted<readonly string[]>(
    'allowed-extras',
    [],
    v.pipe(v.array(v.string()), v.maxLength(maxAllowed), v.readonly()),
  );
  #abort: AbortController | undefined;
  #pending = Promise.resolve();

  #subject = $state.raw<string | undefined>();
  #isRunning = $state(false);
  #failure = $state<string | undefined>();
  #verdicts = $state.raw<readonly ExtraVerdict[] | undefined>();
  #fraction = $state(0);

  constructor(client: Pick<DataClient, 'checkExtras'>) {
    this.#client = client;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Share of the columns that have been checked, 0 to 1. */
  get fraction(): number {
    return this.#fraction;
  }

  /** Why the last check failed, until another one starts. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** What was found for a dataset and a horizon; undefined where it has not been checked. */
  find(datasetId: string, horizonBars: number): readonly ExtraVerdict[] | undefined {
    return this.#subject === keySubject(datasetId, horizonBars) ? this.#verdicts : undefined;
  }

  /** The columns that may be features: checked for this horizon, and without knowledge of the future or allowed. */
  listUsable({ id, extras }: DatasetInfo, horizonBars: number): readonly string[] {
    const verdicts = this.find(id, horizonBars) ?? [];
    return extras.filter((name) => {
      const verdict = verdicts.find(({ column }) => column === name);
      return verdict !== undefined && (verdict.knows === undefined || this.isAllowed(id, name));
    });
  }

  /**
   * Checks the extra columns of a dataset, unless that has been done; a check of another one ends. Resolves when the
   * check under way is through, failed ones too.
   */
  check({ id, extras }: DatasetInfo, horizonBars: number): Promise<void> {
    const subject = keySubject(id, horizonBars);
    if (extras.length === 0) return Promise.resolve();
    if (this.#subject !== subject) this.#pending = this.#check(id, horizonBars, subject);
    return this.#pending;
  }

  async #check(id: string, horizonBars: number, subject: string): Promise<void> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.#subject = subject;
    this.#isRunning = true;
    this.#failure = undefined;
    this.#verdicts = undefined;
    this.#fraction = 0;
    const report = (done: number, total: number): void => {
      if (this.#abort === abort) this.#fraction = done / total;
    };
    try {
      const found = await this.#client.checkExtras(id, horizonBars, report, abort.signal);
      if (this.#abort === abort) this.#verdicts = found;
    } catch (error) {
      if (this.#abort === abort) this.#failure = messageOf(error);
    } finally {
      if (this.#abort === abort) this.#isRunning = false;
    }
  }

  /** Ends the check under way, which can be asked for again. */
  cancel(): void {
    if (!this.#isRunning) return;
    this.#abort?.abort();
    this.#abort = undefined;
    this.#subject = undefined;
    this.#isRunning = false;
  }

  /** Whether a person allows a column that knows the future. */
  isAllowed(datasetId: string, column: string): boolean {
    return this.#allowed.current.includes(keyColumn(datasetId, column));
  }

  allow(datasetId: string, column: string, isAllowed: boolean): void {
    const key = keyColumn(datasetId, column);
    const others = this.#allowed.current.filter((allowed) => allowed !== key);
    this.#allowed.current = isAllowed ? [...others, key].slice(-maxAllowed) : others;
  }
}

const keySubject = (datasetId: string, horizonBars: number): string =>
  `${datasetId} ${horizonBars}`;
const keyColumn = (datasetId: string, column: string): string =>
  `${datasetId.slice(0, 16)} ${column}`;
