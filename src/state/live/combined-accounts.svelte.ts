import type { WatchRow } from '../../../workers/api/live';
import {
  allocateBySymbol,
  findExtremes,
  type Holding,
  measureExposure,
  rateAccounts,
} from './holdings';
import {
  combineEquity,
  correlateRuns,
  reportPortfolio,
} from '../../core/trading/combined-accounts';
import type { PaperRun } from '../../core/trading/paper-account';
import type { ListedAccount } from './live-accounts.svelte';
import type { LiveState } from './live.svelte';

/**
 * The paper accounts as one portfolio: champions, or all of them. What is computed from journals updates with each
 * bar, the value of the accounts with every price. An account that is not traded now counts with its last bar.
 */
export class LivePortfolio {
  readonly #live: Pick<LiveState, 'accounts' | 'feed' | 'choices'>;

  /** The accounts that count; undefined until they are listed. */
  readonly counted: readonly ListedAccount[] | undefined = $derived.by(() =>
    this.#live.accounts.list?.filter(
      ({ account }) => this.#live.choices.portfolioOf === 'all' || account.role === 'champion',
    ),
  );
  /** As text, so that what is computed from journals does not update with every price. */
  readonly #ids = $derived(this.counted?.map(({ account }) => account.id).join(' ') ?? '');
  readonly #runs: readonly PaperRun[] = $derived.by(() =>
    this.#ids.split(' ').flatMap((id) => this.#live.accounts.runs.find(id) ?? []),
  );
  /** Changes when an account has a new bar, or another run. */
  readonly #version = $derived(
    this.counted
      ?.map(({ account, frame }) => [account.id, account.createdAt, frame?.performance.bars].join())
      .join(' ') ?? '',
  );

  readonly curve = $derived(combineEquity(this.#runs));
  /** Undefined while no journal is known. */
  readonly performance = $derived(
    this.#runs.length === 0 ? undefined : reportPortfolio(this.#runs, this.curve),
  );
  readonly correlations = $derived(correlateRuns(this.#runs));

  readonly holdings: readonly Holding[] = $derived.by(
    () =>
      this.counted?.map((listed) =>
        hold(listed, this.#live.accounts.runs.find(listed.account.id), this.#live.feed.rows),
      ) ?? [],
  );
  readonly ratings = $derived(rateAccounts(this.holdings, this.#runs));
  readonly extremes = $derived(findExtremes(this.ratings));
  readonly allocation = $derived(allocateBySymbol(this.holdings));
  readonly exposure = $derived(measureExposure(this.holdings));
  /** Dollars; NaN without an account, or while one is not known yet. */
  readonly equity = $derived(sum(this.holdings.map(({ equity }) => equity)));
  readonly capital = $derived(sum(this.holdings.map(({ capital }) => capital)));
  readonly dayPnl = $derived(sum(this.ratings.map(({ dayPnl }) => dayPnl)));
  /** Close time of the newest bar of all accounts; NaN before one. */
  readonly asOf = $derived(this.curve.time.at(-1) ?? NaN);

  constructor(live: Pick<LiveState, 'accounts' | 'feed' | 'choices'>) {
    this.#live = live;
  }

  /** Loads what is new in the journals; call it again when its reactive inputs have changed. */
  follow(): void {
    void this.#version;
    void this.#live.accounts.runs.load(this.#ids.split(' ').filter((id) => id !== ''));
  }
}

function hold(
  { account, frame }: ListedAccount,
  run: PaperRun | undefined,
  rows: readonly WatchRow[],
): Holding {
  const record = run?.state.engine.record;
  if (frame !== undefined) {
    const { performance, equityNow: equity, positions } = frame;
    const row = rows.find(({ symbol }) => symbol === account.symbol);
    const price = row?.price ?? record?.lastClose ?? NaN;
    return { account, capital: performance.equity - performance.pnl, equity, positions, price };
  }
  return {
    account,
    capital: record?.capital ?? account.settings.capital,
    equity: record?.equity ?? NaN,
    positions: run?.state.engine.positions ?? [],
    price: record?.lastClose ?? NaN,
  };
}

/** NaN without values. */
function sum(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((total, value) => total + value, 0);
}
