import * as v from 'valibot';
import { explainBar, openSession, type Session, studyPaths } from '../client/session-client';
import type { BarIndex, BarRange } from '../core/bars/bars';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { BackendChoice } from '../core/models/options';
import type { TradingSettings } from '../core/trading/settings';
import type { PathStudy } from '../core/trading/study-paths';
import type {
  ReplaySpeed,
  SessionEvent,
  SessionExplanation,
  SessionFrame,
} from '../../workers/api/session';
import { messageOf } from './message';
import { OwnRuleState } from './own-rule.svelte';
import { Persisted } from './persisted.svelte';
import { TradingChoices } from './trading-choices.svelte';
import type { Trade } from '../core/trading/positions';

export const replaySpeeds = [1, 5, 10, 50, 'max'] as const satisfies readonly ReplaySpeed[];

/** Min time between two accounts while the replay runs, ms: nobody reads figures that change faster. */
const accountMs = 125;

/** Ids of the tool that explains a bar, and of the one that lists the trades. */
export const whyTool = 'why';
export const tradesTool = 'trades';

/** A bar that a person asks about; a new one each time, so that what is asked again is shown again. */
export interface AskedBar {
  readonly index: BarIndex;
  /** Whether the focus goes to what is shown. */
  readonly isByKey: boolean;
}

type SimulationStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'opening'; readonly predictedFraction: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };

const placeSchema = v.object({ key: v.string(), playhead: v.number() });

type Place = v.InferOutput<typeof placeSchema>;

/** What is replayed. */
export interface SimulationSubject {
  readonly dataset: DatasetInfo;
  /** Undefined where the strategy trades without one. */
  readonly model: ModelInfo | undefined;
  /** A finished walk-forward, whose joined test blocks are replayed instead of the model's. */
  readonly studyId: string | undefined;
  readonly backend: BackendChoice;
}

/** The replay of one model, or of a strategy that needs none, over one dataset: its controls, and the account at the playhead. */
export class SimulationState {
  readonly choices = new TradingChoices();
  /** The person's own rule, where that is the strategy in force. */
  readonly rule = new OwnRuleState();
  readonly #speed = new Persisted<ReplaySpeed>('speed', 50, v.picklist(replaySpeeds));
  readonly #tool = new Persisted('tool', tradesTool, v.string());
  readonly #place = new Persisted<Place | undefined>('playhead', undefined, placeSchema);
  /** The session; commands wait until it is open. */
  #session: Promise<Session> | undefined;
  /** Aborted when the session, open or opening, is no longer wanted. */
  #closing = new AbortController();

  #subject = $state.raw<SimulationSubject | undefined>();
  #status = $state.raw<SimulationStatus>({ kind: 'idle' });
  #range = $state.raw<BarRange>({ start: 0, end: 0 });
  #outOfSampleStart = $state(0);
  #probability: Float32Array = $state.raw(new Float32Array());
  #frame = $state.raw<SessionFrame | undefined>();
  #account = $state.raw<SessionFrame | undefined>();
  /** When `#account` was taken, in the clock of `performance.now()`. */
  #accountAt = -Infinity;
  #equity: Float64Array = $state.raw(new Float64Array());
  #trades: readonly Trade[] = $state.raw([]);
  #asked = $state.raw<AskedBar | undefined>();
  #unrecorded = $state<string | undefined>();

  /** Settings in force; undefined before a dataset and a model are chosen. */
  readonly settings: TradingSettings | undefined = $derived(
    this.#subject && this.choices.settingsFor(this.#subject.dataset, this.#subject.model),
  );
  readonly isRunning = $derived(this.#frame?.isRunning ?? false);
  /** Bars before this index have been replayed. */
  readonly playhead = $derived(this.#frame?.playhead ?? this.#range.start);

  /** Undefined before a dataset, and a model where the strategy needs one, are chosen. */
  get subject(): SimulationSubject | undefined {
    return this.#subject;
  }

  get status(): SimulationStatus {
    return this.#status;
  }

  /** Bars that the replay covers. */
  get range(): BarRange {
    return this.#range;
  }

  /** Bars before this index are in sample. */
  get outOfSampleStart(): number {
    return this.#outOfSampleStart;
  }

  /** One probability per bar of the dataset; NaN where there is none. */
  get probability(): Float32Array {
    return this.#probability;
  }

  /** The newest state of the replay, which changes with every display frame while it runs: for what is drawn. */
  get frame(): SessionFrame | undefined {
    return this.#frame;
  }

  /** The account as it is read: that of `frame`, but a few times a second while the replay runs. */
  get account(): SessionFrame | undefined {
    return this.#account;
  }

  /** Equity at the close of each bar of `range`; filled up to the playhead. */
  get equity(): Float64Array {
    return this.#equity;
  }

  get trades(): readonly Trade[] {
    return this.#trades;
  }

  /** Why the last try could not be recorded. */
  get unrecorded(): string | undefined {
    return this.#unrecorded;
  }

  /** Id of the tool that is open under the chart; '' where none is. */
  get tool(): string {
    return this.#tool.current;
  }

  set tool(id: string) {
    this.#tool.current = id;
  }

  /** The bar whose decision a person asks about; undefined for the newest one. */
  get asked(): BarIndex | undefined {
    return this.#asked?.index;
  }

  set asked(index: BarIndex | undefined) {
    this.#asked = index === undefined ? undefined : { index, isByKey: false };
    if (index !== undefined) this.tool = whyTool;
  }

  /** `asked`, and how. */
  get askedBar(): AskedBar | undefined {
    return this.#asked;
  }

  /** Shows the row of a trade; `isByKey`: and moves the focus there. */
  showTrade({ signalIndex }: Trade, isByKey: boolean): void {
    this.#asked = { index: signalIndex, isByKey };
    this.tool = tradesTool;
  }

  get speed(): ReplaySpeed {
    return this.#speed.current;
  }

  set speed(speed: ReplaySpeed) {
    this.#speed.current = speed;
    this.#send((api) => api.setSpeed(speed));
  }

  /**
   * Opens the replay of `model` over `dataset`, unless it is open, at its last playhead; with `studyId` that of the joined test
   * blocks of a walk-forward instead of the model's. Without a model all bars are replayed.
   */
  async open(
    dataset: DatasetInfo,
    model: ModelInfo | undefined,
    backend: BackendChoice,
    studyId?: string,
  ): Promise<void> {
    const key = placeOf(dataset, model);
    const isOpen =
      this.#subject?.dataset.id === dataset.id &&
      this.#subject.model?.id === model?.id &&
      this.#subject.studyId === studyId;
    if (isOpen) return;
    this.close();
    const { signal } = (this.#closing = new AbortController());
    this.#subject = { dataset, model, studyId, backend };
    this.#status = { kind: 'opening', predictedFraction: 0 };
    const place = this.#place.current;
    this.#session = openSession(
      {
        datasetId: dataset.id,
        ...(model !== undefined && { modelId: model.id }),
        studyId,
        settings: this.choices.settingsFor(dataset, model),
        speed: this.speed,
        ...(place?.key === key && { playhead: place.playhead }),
        backend,
      },
      (event) => {
        if (!signal.aborted) this.#take(event);
      },
      this.rule.decide,
      signal,
    );
    try {
      const { opened, stopped } = await this.#session;
      if (signal.aborted) return;
      this.#range = opened.range;
      this.#outOfSampleStart = opened.outOfSampleStart;
      this.#probability = opened.probability;
      this.#status = { kind: 'ready' };
      await stopped;
    } catch (error) {
      this.#fail(error, signal);
    }
  }

  /** Ends the session's worker. */
  close(): void {
    this.rememberPlace();
    this.#closing.abort();
    this.#session = undefined;
    this.#subject = undefined;
    this.#frame = undefined;
    this.#account = undefined;
    this.#equity = new Float64Array();
    this.#trades = [];
    this.#asked = undefined;
    this.#unrecorded = undefined;
    this.#status = { kind: 'idle' };
  }

  /** Keeps the playhead for the next visit. */
  rememberPlace(): void {
    if (this.#subject === undefined || this.#frame === undefined) return;
    const { dataset, model } = this.#subject;
    this.#place.current = { key: placeOf(dataset, model), playhead: this.#frame.playhead };
  }

  /** Changes settings and replays from the start of history; the playhead stays. */
  change(change: Partial<TradingSettings>): void {
    if (this.#subject === undefined) return;
    this.choices.set(this.#subject.dataset, this.#subject.model, change);
    this.applyChoices();
  }

  /** Puts whole settings in force, as `change` does a part. */
  replace(settings: TradingSettings): void {
    if (this.#subject === undefined) return;
    this.choices.adopt(this.#subject.dataset, this.#subject.model, settings);
    this.applyChoices();
  }

  /** Sends the settings in force to the session, after `choices` was changed directly. */
  applyChoices(): void {
    const { settings } = this;
    if (settings !== undefined) this.#send((api) => api.configure(settings));
  }

  /** Runs from the playhead, or from the start if the playhead is at the end. */
  start(): void {
    const isAtEnd = this.#frame !== undefined && this.playhead >= this.#range.end;
    if (isAtEnd && !this.isRunning) this.restart();
    this.#send((api) => api.start());
  }

  stop(): void {
    this.#send((api) => api.stop());
    this.rememberPlace();
  }

  restart(): void {
    this.#send((api) => api.restart());
  }

  seek(playhead: number): void {
    this.#send((api) => {
      const { start, end } = this.#range;
      return api.seek(Math.min(end, Math.max(start, Math.round(playhead))));
    });
  }

  /** Returns why there was a trade at a bar, or none; undefined where the replay has not come to it, or this is given up. */
  explain(
    index: BarIndex,
    onProgress: (fraction: number) => void,
  ): Promise<SessionExplanation | undefined> {
    return this.#askSession((session) => explainBar(session, index, onProgress));
  }

  /** Returns how the equity moved before the playhead, and how else it might have; undefined where this is given up. */
  studyPaths(onProgress: (fraction: number) => void): Promise<PathStudy | undefined> {
    return this.#askSession((session) => studyPaths(session, onProgress));
  }

  /** Gives up the question that is being answered. */
  cancelQuestion(): void {
    this.#send((api) => api.cancelQuestion());
  }

  async #askSession<Answer>(
    question: (session: Session) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const { signal } = this.#closing;
    const session = await this.#session?.catch(() => undefined);
    if (session === undefined || signal.aborted) return undefined;
    return question(session).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
  }

  #send(command: (api: Session['api']) => Promise<void>): void {
    const { signal } = this.#closing;
    this.#session
      ?.then(({ api }) => command(api))
      .catch((error: unknown) => this.#fail(error, signal));
  }

  /** Shows what went wrong, unless the session was closed meanwhile. */
  #fail(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) this.#status = { kind: 'failed', message: messageOf(error) };
  }

  #take(event: SessionEvent): void {
    switch (event.kind) {
      case 'predicting':
        this.#status = { kind: 'opening', predictedFraction: event.done / event.total };
        break;
      case 'ended':
        this.rememberPlace();
        break;
      case 'trial-failed':
        this.#unrecorded = event.reason;
        break;
      case 'frame':
        this.#takeFrame(event);
    }
  }

  #takeFrame(frame: SessionFrame): void {
    const { range, equityFrom, equity } = frame;
    const length = range.end - range.start;
    if (this.#equity.length !== length) this.#equity = new Float64Array(length);
    this.#equity.set(equity, equityFrom - range.start);
    if (frame.isReset) this.#trades = frame.trades;
    else if (frame.trades.length > 0) this.#trades = [...this.#trades, ...frame.trades];
    this.#frame = frame;
    const now = performance.now();
    if (frame.isRunning && now - this.#accountAt < accountMs) return;
    this.#account = frame;
    this.#accountAt = now;
  }
}

/** Returns what a playhead is remembered by. */
function placeOf(dataset: DatasetInfo, model: ModelInfo | undefined): string {
  return `${dataset.id}:${model?.id ?? ''}`;
}
