import { klineIntervals, type KlineInterval } from '../core/download';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { PaperAccount } from '../core/live/paper-account';
import type { DownloadState } from './download.svelte';
import type { LibraryState } from './library.svelte';
import type { LiveAccounts } from './live/live-accounts.svelte';
import { messageOf } from './message';
import type { NoticeState } from './notices.svelte';
import type { TrainingChoices, TrainingState } from './training.svelte';

const dayMs = 86_400_000;
/** Newest days that a model is trained on. */
export const retrainingDays = 90;

/** Steps in their order, then how it ended. */
export type RetrainingStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'downloading' | 'training' | 'opening-account'; readonly symbol: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly account: PaperAccount };

/** What a retraining works with. */
export interface RetrainingParts {
  readonly downloading: Pick<DownloadState, 'running' | 'failure' | 'start' | 'cancel'>;
  readonly training: Pick<TrainingState, 'isRunning' | 'status' | 'fraction' | 'start' | 'cancel'>;
  readonly library: Pick<LibraryState, 'dataset' | 'model' | 'useDataset' | 'useModel'>;
  readonly accounts: Pick<LiveAccounts, 'add' | 'failure'>;
  readonly notices: NoticeState;
  /** The account that the new model starts with. */
  readonly proposeAccount: (symbol: string, model: ModelInfo) => PaperAccount;
}

/**
 * Trains a model like `model` on the newest bars of a symbol while trading goes on, and lets it start as
 * a challenger. The dataset and the model in use elsewhere are in use again afterwards.
 */
export class RetrainingState {
  readonly #parts: RetrainingParts;
  #isCancelled = false;
  #status = $state.raw<RetrainingStatus>({ kind: 'idle' });

  /** Of the present step, 0 to 1; NaN while nobody knows. */
  readonly fraction: number = $derived.by(() => this.#measureFraction());

  constructor(parts: RetrainingParts) {
    this.#parts = parts;
  }

  get status(): RetrainingStatus {
    return this.#status;
  }

  get isRunning(): boolean {
    return 'symbol' in this.#status;
  }

  /** Downloads the newest bars up to `now`, trains on them and opens the account. */
  async start(symbol: string, model: ModelInfo, now: number): Promise<void> {
    if (this.isRunning) return;
    const { library } = this.#parts;
    const before = { dataset: library.dataset, model: library.model };
    this.#isCancelled = false;
    try {
      this.#checkIdle();
      const dataset = await this.#download(symbol, model, now);
      const trained = dataset && (await this.#train(dataset, model));
      if (trained === undefined) this.#status = { kind: 'cancelled' };
      else await this.#openAccount(symbol, trained);
    } catch (error) {
      this.#status = { kind: 'failed', message: messageOf(error) };
    } finally {
      if (before.dataset !== undefined) await library.useDataset(before.dataset.id);
      if (before.model !== undefined) library.useModel(before.model.id);
    }
  }

  /** Stops it; bars that have come are kept. */
  cancel(): void {
    if (!this.isRunning) return;
    this.#isCancelled = true;
    if (this.#status.kind === 'downloading') this.#parts.downloading.cancel();
    else if (this.#status.kind === 'training') this.#parts.training.cancel();
  }

  /** Takes away what is said of the last run. */
  dismiss(): void {
    if (!this.isRunning) this.#status = { kind: 'idle' };
  }

  #checkIdle(): void {
    const { downloading, training } = this.#parts;
    if (downloading.running !== undefined) {
      throw new Error('A download is under way in the Data view. Try again when it is done.');
    }
    if (training.isRunning) {
      throw new Error('A model is being trained in the Train view. Try again when it is done.');
    }
  }

  async #download(symbol: string, model: ModelInfo, now: number): Promise<DatasetInfo | undefined> {
    const { downloading, library } = this.#parts;
    const { intervalMs } = model;
    const to = Math.floor(now / intervalMs) * intervalMs;
    this.#status = { kind: 'downloading', symbol };
    await downloading.start({
      symbol,
      interval: nameInterval(intervalMs),
      from: to - retrainingDays * dayMs,
      to,
    });
    if (this.#isCancelled) return undefined;
    if (downloading.failure !== undefined) throw new Error(downloading.failure.message);
    const { dataset } = library;
    if (dataset?.symbol !== symbol || dataset.intervalMs !== intervalMs) {
      throw new Error(`The newest bars of ${symbol} could not be kept.`);
    }
    return dataset;
  }

  async #train({ symbol }: DatasetInfo, model: ModelInfo): Promise<ModelInfo | undefined> {
    const { training } = this.#parts;
    this.#status = { kind: 'training', symbol };
    await training.start(choicesOf(model));
    const { status } = training;
    if (status.kind === 'failed') throw new Error(status.message);
    return status.kind === 'done' && !this.#isCancelled ? status.model : undefined;
  }

  async #openAccount(symbol: string, model: ModelInfo): Promise<void> {
    const { accounts, notices } = this.#parts;
    this.#status = { kind: 'opening-account', symbol };
    const account: PaperAccount = {
      ...this.#parts.proposeAccount(symbol, model),
      name: `${symbol} retrained`,
      role: 'challenger',
    };
    if (!(await accounts.add(account))) {
      throw new Error(accounts.failure ?? 'The account of the new model could not be opened.');
    }
    this.#status = { kind: 'done', account };
    notices.show(`${model.name} is trained and trades ${symbol} as a challenger.`);
  }

  #measureFraction(): number {
    const { downloading, training } = this.#parts;
    if (this.#status.kind === 'training') return training.fraction;
    const progress = downloading.running?.progress;
    if (this.#status.kind !== 'downloading' || progress === undefined) return NaN;
    return progress.barsDone / progress.barsTotal;
  }
}

/** The choices that made `model`. */
function choicesOf({ spec, options, horizonBars }: ModelInfo): Partial<TrainingChoices> {
  const { width, kernel, dilations, dropout } = spec;
  const { maxEpochs, learningRate, seed } = options;
  return {
    width,
    kernel,
    blocks: dilations.length,
    dropout,
    horizonBars,
    maxEpochs,
    learningRate,
    seed,
  };
}

function nameInterval(intervalMs: number): KlineInterval {
  const names = Object.keys(klineIntervals) as KlineInterval[];
  const name = names.find((candidate) => klineIntervals[candidate] === intervalMs);
  if (name === undefined) {
    throw new Error(
      `The exchange has no bars of ${intervalMs} ms, which the model was trained on.`,
    );
  }
  return name;
}
