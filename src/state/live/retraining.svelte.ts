import { runAlone } from '../../client/run-alone';
import { nameBarInterval } from '../../core/exchange';
import type { DatasetInfo, ModelInfo } from '../../core/library';
import type { PaperAccount } from '../../core/trading/paper-account';
import { repeatTraining } from '../../core/training';
import type { DownloadState } from '../download.svelte';
import type { LiveAccounts } from './live-accounts.svelte';
import { messageOf } from '../message';
import type { NoticeState } from '../notices.svelte';
import type { TrainingState } from '../training.svelte';

const dayMs = 86_400_000;
/** A model is retrained on this many days. */
export const retrainingDays = 90;

/** The steps in order, then the possible ends. */
export type RetrainingStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'downloading' | 'training' | 'opening-account'; readonly symbol: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly account: PaperAccount };

/** What a retraining needs. */
export interface RetrainingParts {
  readonly downloading: Pick<
    DownloadState,
    'exchanges' | 'running' | 'failure' | 'fetch' | 'cancel'
  >;
  readonly training: Pick<
    TrainingState,
    'isRunning' | 'status' | 'fraction' | 'trainAside' | 'cancel'
  >;
  readonly accounts: Pick<LiveAccounts, 'add' | 'failure'>;
  readonly notices: Pick<NoticeState, 'show'>;
  /** The account that the new model starts with, beside the champion of the symbol. */
  readonly proposeChallenger: (symbol: string, model: ModelInfo) => PaperAccount;
}

/**
 * Trains a model like `model` on the newest bars of a symbol while trading continues, and opens a challenger
 * account for it. The dataset and the model in use elsewhere do not change.
 *
 * If the page is closed meanwhile, the download can be resumed from its pages, and the training from its last
 * epoch. The account is opened last, so that there is none without its model.
 */
export class RetrainingState {
  readonly #parts: RetrainingParts;
  #isCancelled = false;
  /** Also true before the first step, while other tabs are checked. */
  #isStarted = false;
  #status = $state.raw<RetrainingStatus>({ kind: 'idle' });

  /** Progress of the current step, 0 to 1; NaN while unknown. */
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
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#isCancelled = false;
    try {
      this.#checkDownloadIdle();
      // Checked before the download, which would be for nothing.
      this.#checkTrainingIdle();
      await runAlone(
        `retraining-${symbol}-${model.id}`,
        () => this.#run(symbol, model, now),
        'Another tab is retraining this model for this symbol. The new model will trade there.',
      );
    } catch (error) {
      this.#status = { kind: 'failed', message: messageOf(error) };
    } finally {
      this.#isStarted = false;
    }
  }

  /** Stops it; the bars so far are kept. An account that is already being opened is not stopped. */
  cancel(): void {
    const { kind } = this.#status;
    if (kind !== 'downloading' && kind !== 'training') return;
    this.#isCancelled = true;
    if (kind === 'downloading') this.#parts.downloading.cancel();
    else this.#parts.training.cancel();
  }

  /** Hides the result of the last retraining. */
  dismiss(): void {
    if (!this.isRunning) this.#status = { kind: 'idle' };
  }

  async #run(symbol: string, model: ModelInfo, now: number): Promise<void> {
    const dataset = await this.#download(symbol, model, now);
    const trained = dataset && (await this.#train(symbol, dataset, model));
    if (trained === undefined) this.#status = { kind: 'cancelled' };
    else await this.#openAccount(symbol, trained);
  }

  #checkDownloadIdle(): void {
    if (this.#parts.downloading.running === undefined) return;
    throw new Error('A download is under way in the Data view. Try again when it is done.');
  }

  #checkTrainingIdle(): void {
    if (!this.#parts.training.isRunning) return;
    throw new Error(
      'A model is being trained in the Train view, and one is trained at a time. Try again when it is done.',
    );
  }

  /** Undefined where it was cancelled. */
  async #download(symbol: string, model: ModelInfo, now: number): Promise<DatasetInfo | undefined> {
    const { downloading } = this.#parts;
    const { intervalMs } = model;
    const [exchange] = downloading.exchanges;
    const interval = nameBarInterval(intervalMs);
    if (interval === undefined || !exchange?.intervals.includes(interval)) {
      throw new Error(
        `The exchange has no bars of ${intervalMs} ms, which the model was trained on. ` +
          'Choose another model.',
      );
    }
    const to = Math.floor(now / intervalMs) * intervalMs;
    this.#status = { kind: 'downloading', symbol };
    const dataset = await downloading.fetch({
      exchange: exchange.id,
      symbol,
      interval,
      from: to - retrainingDays * dayMs,
      to,
    });
    if (downloading.failure !== undefined) throw new Error(downloading.failure.message);
    return this.#isCancelled ? undefined : dataset;
  }

  /** Undefined where it was cancelled. */
  async #train(
    symbol: string,
    dataset: DatasetInfo,
    model: ModelInfo,
  ): Promise<ModelInfo | undefined> {
    const { training } = this.#parts;
    // One may have been started while bars were fetched.
    this.#checkTrainingIdle();
    this.#status = { kind: 'training', symbol };
    const trained = await training.trainAside(repeatTraining(model, dataset.id));
    if (training.status.kind === 'failed') throw new Error(training.status.message);
    return this.#isCancelled ? undefined : trained;
  }

  async #openAccount(symbol: string, model: ModelInfo): Promise<void> {
    const { accounts, notices, proposeChallenger } = this.#parts;
    this.#status = { kind: 'opening-account', symbol };
    const account = proposeChallenger(symbol, model);
    if (!(await accounts.add(account, model.intervalMs))) {
      const reason = accounts.failure ?? 'The browser did not say why.';
      throw new Error(
        `${model.name} is trained and kept, but its account could not be opened: ${reason} ` +
          'Open one for it with New account.',
      );
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
