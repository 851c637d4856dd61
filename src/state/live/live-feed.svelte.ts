import { requiredColumns, type Bars, type RequiredColumn } from '../../core/bars/bars';
import type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
  FormingBar,
  LiveEvent,
  ModelUpkeep,
  WatchRow,
} from '../../../workers/api/live';

/** Lines of the log that are kept. */
const maxLogEntries = 1000;

/** What the live worker has reported about the connection and the market. */
export class LiveFeed {
  /** The symbol whose bars are taken. */
  readonly #getSymbol: () => string;
  #series: LiveSeries | undefined;

  #state = $state.raw<ConnectionState>({ kind: 'disconnected' });
  #aheadMs = $state(0);
  #counts = $state.raw<ConnectionCounts | undefined>();
  #log = $state.raw<readonly ConnectionLogEntry[]>([]);
  #rows = $state.raw<readonly WatchRow[]>([]);
  #view = $state.raw<SeriesView | undefined>();
  #latencyMs = $state(NaN);
  #upkeep = $state.raw<readonly ModelUpkeep[]>([]);

  constructor(getSymbol: () => string) {
    this.#getSymbol = getSymbol;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The exchange's time less this machine's, which may be wrong; ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Undefined before the first message of the connection. */
  get counts(): ConnectionCounts | undefined {
    return this.#counts;
  }

  /** The newest lines, oldest first; they stay when the connection ends. */
  get log(): readonly ConnectionLogEntry[] {
    return this.#log;
  }

  /** Rows of the watch list, for symbols that have had a message. */
  get rows(): readonly WatchRow[] {
    return this.#rows;
  }

  /** Bars of the symbol in view; undefined until they arrive. */
  get view(): SeriesView | undefined {
    return this.#view;
  }

  /** Time from the arrival of the last closing message to its prediction; NaN before the first. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  get upkeep(): readonly ModelUpkeep[] {
    return this.#upkeep;
  }

  /** A connection for these symbols has been requested. */
  begin(symbols: readonly string[]): void {
    this.#state = { kind: 'connecting', attempt: 1 };
    this.#log = [];
    this.#rows = this.#rows.filter(({ symbol }) => symbols.includes(symbol));
  }

  /** Another symbol comes into view, or other bars of it. */
  forgetBars(): void {
    this.#series = undefined;
    this.#view = undefined;
    this.#latencyMs = NaN;
  }

  /** The connection has ended. */
  end(): void {
    this.#state = { kind: 'disconnected' };
    this.#rows = [];
    this.#upkeep = [];
    this.forgetBars();
  }

  take(event: LiveEvent): void {
    switch (event.kind) {
      case 'connection':
        // Between two connections the worker reports none, but the page has already requested the next one.
        if (event.state.kind !== 'disconnected') this.#state = event.state;
        this.#counts = event.counts;
        this.#aheadMs = event.at - Date.now();
        break;
      case 'log':
        this.#log = [...this.#log, ...event.entries].slice(-maxLogEntries);
        break;
      case 'watch':
        this.#rows = event.rows;
        break;
      case 'upkeep':
        this.#upkeep = event.upkeep;
        break;
      case 'accounts':
      case 'recordings':
        break;
      default:
        this.#takeBars(event);
    }
  }

  #takeBars(event: Extract<LiveEvent, { readonly symbol: string }>): void {
    if (event.symbol !== this.#getSymbol()) return;
    if (event.kind === 'bars') this.#series = new LiveSeries(event.bars, event.probability);
    else if (event.kind === 'forming-bar') this.#series?.form(event.bar);
    else {
      this.#series?.close(event.bar, event.probability);
      this.#latencyMs = event.latencyMs;
    }
    this.#view = this.#series?.view();
  }
}

/** Bars of the symbol in view and their probabilities, the forming bar last where there is one. */
export interface SeriesView {
  readonly bars: Bars;
  /** One per bar; NaN for the forming one. */
  readonly probability: Float32Array;
  /** Bars that are closed. */
  readonly closed: number;
}

type Columns = Record<RequiredColumn, Float64Array>;

/**
 * The bars that a chart shows, to which bars are added one by one. A view needs no copy, and old bars are dropped
 * once there are twice `maxBars`.
 */
class LiveSeries {
  readonly #maxBars: number;
  readonly #intervalMs: number;
  readonly #columns: Columns;
  readonly #probability: Float32Array;
  #closed = 0;
  #hasForming = false;

  /** Copies the last `maxBars` of `bars`. */
  constructor(bars: Bars, probability: Float32Array, maxBars = 10_000) {
    const from = Math.max(0, bars.openTime.length - maxBars);
    // One more for the forming bar.
    const capacity = 2 * maxBars + 1;
    this.#maxBars = maxBars;
    this.#intervalMs = bars.intervalMs;
    this.#columns = fillColumns((name) => {
      const column = new Float64Array(capacity);
      column.set(bars[name].subarray(from));
      return column;
    });
    this.#probability = new Float32Array(capacity).fill(NaN);
    this.#probability.set(probability.subarray(from));
    this.#closed = bars.openTime.length - from;
  }

  /** Adds a closed bar; one that is not later than the last is ignored. */
  close(bar: FormingBar, probability: number): void {
    if (this.#closed > 0 && bar.openTime <= this.#lastOpenTime()) return;
    if (this.#closed === 2 * this.#maxBars) this.#drop(this.#closed - this.#maxBars);
    this.#write(this.#closed, bar);
    this.#probability[this.#closed] = probability;
    this.#closed++;
    this.#hasForming = false;
  }

  /** Sets the forming bar; one that is not later than the last closed bar is ignored. */
  form(bar: FormingBar): void {
    if (this.#closed > 0 && bar.openTime <= this.#lastOpenTime()) return;
    this.#write(this.#closed, bar);
    this.#probability[this.#closed] = NaN;
    this.#hasForming = true;
  }

  /** Returns new views of the same memory, whose content changes with the next bar. */
  view(): SeriesView {
    const end = this.#closed + (this.#hasForming ? 1 : 0);
    return {
      bars: {
        intervalMs: this.#intervalMs,
        ...fillColumns((name) => this.#columns[name].subarray(0, end)),
      },
      probability: this.#probability.subarray(0, end),
      closed: this.#closed,
    };
  }

  #lastOpenTime(): number {
    return this.#columns.openTime[this.#closed - 1] ?? NaN;
  }

  #write(at: number, bar: FormingBar): void {
    for (const name of requiredColumns) this.#columns[name][at] = bar[name];
  }

  #drop(count: number): void {
    for (const name of requiredColumns) this.#columns[name].copyWithin(0, count);
    this.#probability.copyWithin(0, count);
    this.#closed -= count;
  }
}

function fillColumns(make: (name: RequiredColumn) => Float64Array): Columns {
  return {
    openTime: make('openTime'),
    open: make('open'),
    high: make('high'),
    low: make('low'),
    close: make('close'),
    volume: make('volume'),
  };
}
