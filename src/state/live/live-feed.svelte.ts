import type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
} from '../../live/market/connection-state';
import type { ModelUpkeep } from '../../live/upkeep/drift';
import type { LiveEvent, WatchRow } from '../../../workers/api/live';
import { LiveSeries, type SeriesView } from './live-series';

/** Lines of the log that are kept. */
const maxLogEntries = 1000;

/** What the live worker has told of the connection and the market. */
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

  /** The exchange's time less this machine's, whose clock may be wrong. */
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

  /** Of the symbols that have been heard of. */
  get rows(): readonly WatchRow[] {
    return this.#rows;
  }

  /** Bars of the symbol in view; undefined until they have come. */
  get view(): SeriesView | undefined {
    return this.#view;
  }

  /** From the arrival of the last closing message to its prediction; NaN before the first. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  get upkeep(): readonly ModelUpkeep[] {
    return this.#upkeep;
  }

  /** A connection to these symbols has been asked for. */
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
        // Between two connections the worker has none; the page asked for the next one already.
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
