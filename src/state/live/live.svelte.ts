import { barIntervals, type BarInterval } from '../../core/exchange';
import type { PaperAccount } from '../../core/trading/paper-account';
import { countWarmUpBars } from '../../core/trading/rules';
import type { LiveEvent, WatchRow } from '../../../workers/api/live';
import { messageOf } from '../message';
import { Persisted } from '../persisted.svelte';
import { LiveAccounts, type ListedAccount } from './live-accounts.svelte';
import {
  assignModels,
  defaultLiveChoices,
  findShownAccount,
  isOtherStream,
  type LiveChoices,
  liveChoicesKey,
  makeLiveRequest,
  liveChoicesSchema,
} from './live-choices';
import { LiveLink, type LiveContext } from './live-link';
import { LiveFeed } from './live-feed.svelte';
import { LiveRecordings } from './live-recordings.svelte';
import { SignalAlerts } from './signal-alerts';

/** Any connection fetches at least so many bars. */
const minFetchedBars = 1000;

/** Live trading as the page sees it: the connection, what is watched, and the paper accounts. */
export class LiveState {
  readonly #context: LiveContext;
  readonly #choices = new Persisted<LiveChoices>(
    liveChoicesKey,
    defaultLiveChoices,
    liveChoicesSchema,
  );
  readonly #alerts: SignalAlerts;
  readonly #link: LiveLink;
  readonly feed = new LiveFeed(() => this.symbol);
  readonly accounts: LiveAccounts;
  readonly recordings: LiveRecordings;
  /** Whether the stream was asked for best bid and ask. */
  #hasOffers = false;
  /** Bars that strategies looked back on when the stream was requested, so many of which are there. */
  #fetchedBars = 0;

  #failure = $state<string | undefined>();

  /** Model id by symbol, of those that can be used. */
  readonly models = $derived.by(() => assignModels(this.choices, this.#context.library.models));
  /** The account in view: the chosen one, or the first of the symbol in view. */
  readonly account: ListedAccount | undefined = $derived.by(() =>
    findShownAccount(this.accounts.list ?? [], this.choices),
  );
  /** Row of the symbol in view; undefined before its first message. */
  readonly row: WatchRow | undefined = $derived.by(() =>
    this.feed.rows.find(({ symbol }) => symbol === this.symbol),
  );

  /** Whether an account of a watched symbol fills at the best offers, so that these are needed whatever is chosen. */
  readonly needsOffers: boolean = $derived.by(() =>
    (this.accounts.list ?? []).some(
      ({ account }) => account.isFilledAtBest && this.choices.symbols.includes(account.symbol),
    ),
  );

  /** Bars that the strategies of watched accounts look back on. */
  readonly #lookBackBars: number = $derived.by(() =>
    Math.max(
      0,
      ...(this.accounts.list ?? [])
        .filter(({ account }) => this.choices.symbols.includes(account.symbol))
        .map(({ account }) => countWarmUpBars(account.settings)),
    ),
  );

  constructor(context: LiveContext) {
    this.#context = context;
    this.#alerts = new SignalAlerts(context.attention, context.notices);
    this.#link = new LiveLink(context.openLive, (error) => this.#takeLoss(error));
    this.accounts = new LiveAccounts(() => Promise.resolve(this.#link.api), context.notices);
    this.recordings = new LiveRecordings(() => this.#link.api, context.openLive);
  }

  get choices(): LiveChoices {
    return this.#choices.current;
  }

  /** The symbol in view. */
  get symbol(): string {
    return this.choices.symbol;
  }

  /** Why live mode stopped or could not start, until it is dismissed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  dismissFailure(): void {
    this.#failure = undefined;
  }

  /** Whether live mode is on, whatever the connection is doing. */
  get isOn(): boolean {
    return this.feed.state.kind !== 'disconnected';
  }

  /** Lists the accounts, and connects where the page was connected when it was left. */
  async start(): Promise<void> {
    if (!this.#context.attention.canNotify()) this.#choose({ hasNotifications: false });
    await this.refresh();
    if (this.choices.isWanted) await this.connect();
  }

  /** Lists accounts and recordings as they are stored. */
  async refresh(): Promise<void> {
    await Promise.all([this.accounts.load(), this.recordings.refresh()]);
  }

  /** Chooses the model in use elsewhere, unless a model was chosen already. */
  adoptModel(): void {
    const { model } = this.#context.library;
    if (this.choices.modelForAll === '' && model !== undefined && !this.choices.hasModelPerSymbol) {
      this.#choose({ modelForAll: model.id });
    }
  }

  /** Opens the stream of the watch list; the first connection also opens an account. */
  async connect(): Promise<void> {
    this.#failure = undefined;
    this.adoptModel();
    this.#choose({ isWanted: true });
    this.feed.begin(this.choices.symbols);
    this.#context.attention.keepAwake(this.choices.isAwake);
    await this.#openFirstAccount();
    await this.#request();
  }

  async disconnect(): Promise<void> {
    this.#choose({ isWanted: false });
    await this.#guard(() => this.#link.api.disconnect());
    this.#forget();
    await this.recordings.refresh();
  }

  /** Shows another symbol of the watch list. */
  async show(symbol: string): Promise<void> {
    if (symbol === this.symbol) return;
    this.#choose({ symbol, accountId: '' });
    this.feed.forgetBars();
    if (this.isOn) await this.#guard(() => this.#link.api.view(symbol));
  }

  /** Shows an account, and its symbol where that is watched. */
  async showAccount({ id, symbol }: PaperAccount): Promise<void> {
    if (this.choices.symbols.includes(symbol)) await this.show(symbol);
    this.#choose({ accountId: id });
  }

  /** Opens an account and shows it; returns whether that worked. */
  async addAccount(account: PaperAccount): Promise<boolean> {
    if (!(await this.accounts.add(account, this.#intervalMs))) return false;
    await this.#subscribe();
    await this.showAccount(account);
    return true;
  }

  /**
   * Stores the account of a file and shows it; a running session restarts, to fetch the bars that the account
   * missed.
   */
  async importAccount(file: Blob): Promise<void> {
    const account = await this.accounts.import(file);
    if (account === undefined) return;
    if (this.isOn && this.choices.symbols.includes(account.symbol)) await this.#request();
    await this.showAccount(account);
  }

  /** Puts a symbol on the watch list and shows it. */
  async watch(symbol: string): Promise<void> {
    const { symbols } = this.choices;
    if (!symbols.includes(symbol)) await this.choose({ symbols: [...symbols, symbol] });
    await this.show(symbol);
  }

  /** Takes a symbol off the watch list; the last one stays. */
  async unwatch(symbol: string): Promise<void> {
    const symbols = this.choices.symbols.filter((other) => other !== symbol);
    const [first] = symbols;
    if (first === undefined) return;
    if (symbol === this.symbol) await this.show(first);
    await this.choose({ symbols });
  }

  chooseInterval(interval: BarInterval): Promise<void> {
    this.feed.forgetBars();
    return this.choose({ interval });
  }

  /** Changes choices; if the stream depends on them, it is requested again at once. */
  async choose(change: Partial<LiveChoices>): Promise<void> {
    this.#choose(change);
    if (this.isOn) this.#context.attention.keepAwake(this.choices.isAwake);
    if (this.isOn && isOtherStream(change)) await this.#request();
  }

  /** Turns notifications on, where the browser allows them, or off. */
  async setNotifications(isOn: boolean): Promise<void> {
    this.#choose({ hasNotifications: isOn && (await this.#alerts.requestNotifications()) });
  }

  /** Turns the sound on, and lets it be heard, or off. */
  setSound(isOn: boolean): void {
    this.#choose({ hasSound: isOn });
    // Browsers only let a page make sounds after a gesture, which this is.
    if (isOn) this.#context.attention.beep();
  }

  get #intervalMs(): number {
    return barIntervals[this.choices.interval];
  }

  #choose(change: Partial<LiveChoices>): void {
    this.#choices.current = { ...this.choices, ...change };
  }

  async #request(): Promise<void> {
    const { choices, models } = this;
    const request = makeLiveRequest(choices, models, this.needsOffers);
    this.#hasOffers = request.hasBookTicker;
    this.#fetchedBars = Math.max(minFetchedBars, this.#lookBackBars);
    this.#failure = undefined;
    this.#alerts.reset();
    this.feed.begin(request.symbols);
    await this.#guard(async () => {
      await this.#link.connect(request, (event) => {
        if (this.isOn) this.#take(event);
      });
      await this.#link.api.view(choices.symbol);
    });
    if (this.#failure !== undefined) this.#forget();
  }

  /** Requests the best offers, or bars further back, if a new, changed or restored account needs them. */
  async #subscribe(): Promise<void> {
    const lacksOffers = this.needsOffers && !this.#hasOffers;
    const lacksBars = this.#lookBackBars > this.#fetchedBars;
    if (this.isOn && (lacksOffers || lacksBars)) await this.#request();
  }

  async #openFirstAccount(): Promise<void> {
    const modelId = this.models[this.symbol];
    if (this.accounts.list?.length !== 0) return;
    const account = this.#context.proposeAccount(this.symbol, modelId);
    if (account !== undefined) await this.accounts.add(account, this.#intervalMs);
  }

  #take(event: LiveEvent): void {
    this.feed.take(event);
    if (event.kind === 'accounts') {
      this.accounts.take(event.accounts);
      void this.#subscribe();
    } else if (event.kind === 'recordings') this.recordings.take(event);
    else if (event.kind === 'watch') this.#alerts.take(event.rows, this.choices);
  }

  /** Handles the death of the worker: what it was recording is lost. */
  #takeLoss(error: unknown): void {
    this.#forget();
    const lost = this.recordings.forget();
    const loss = lost === 0 ? '' : ' Recordings that were not stored are lost.';
    this.#failure = messageOf(error) + loss;
  }

  #forget(): void {
    this.#context.attention.keepAwake(false);
    this.feed.end();
    this.accounts.forgetFrames();
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure = messageOf(error);
    }
  }
}
