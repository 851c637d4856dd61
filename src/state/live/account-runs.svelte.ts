import { SvelteMap } from 'svelte/reactivity';
import type { LiveApi } from '../../../workers/api/live';
import type { BarIndex, EpochMs } from '../../core/bars/bars';
import type { EngineState } from '../../core/engine';
import type { PaperRun } from '../../core/live/portfolio/paper-run';
import type { Trade } from '../../core/portfolio/settings';

type RunApi = Pick<LiveApi, 'loadRun' | 'loadTrades'>;

/** The closed trades of the run that began at a time. */
interface RunTrades {
  readonly createdAt: EpochMs;
  readonly trades: readonly Trade[];
  /** Trades that close later were entered at this bar or later: no position was open from before. */
  readonly openFrom: BarIndex;
}

/**
 * The page's copy of the journals that anybody looks at. One that is known costs only its new bars, and those
 * of its trades that closed since.
 */
export class AccountRuns {
  readonly #send: (work: (api: RunApi) => Promise<void>) => Promise<boolean>;
  readonly #runs = new SvelteMap<string, PaperRun>();
  readonly #trades = new SvelteMap<string, RunTrades>();
  #turn: Promise<unknown> = Promise.resolve();

  /** `send` has the worker do something, and tells a person where that fails. */
  constructor(send: (work: (api: RunApi) => Promise<void>) => Promise<boolean>) {
    this.#send = send;
  }

  /** As of the last `load` of this account, the same object until there are more bars; undefined before. */
  find(accountId: string): PaperRun | undefined {
    return this.#runs.get(accountId);
  }

  /** In the order in which they were closed; undefined before they are loaded with the present run. */
  findTrades(accountId: string): readonly Trade[] | undefined {
    const known = this.#trades.get(accountId);
    const isPresent = known?.createdAt === this.find(accountId)?.state.account.createdAt;
    return isPresent ? known?.trades : undefined;
  }

  /** Brings these accounts up to date. One call after the other. */
  load(accountIds: readonly string[]): Promise<unknown> {
    return this.#inTurn(async (api) => {
      const runs = await Promise.all(
        accountIds.map(async (id) => [id, await followRun(api, id, this.find(id))] as const),
      );
      for (const [id, run] of runs) this.#runs.set(id, run);
    });
  }

  /** Does so with their trades. */
  async loadWithTrades(accountIds: readonly string[]): Promise<void> {
    await this.load(accountIds);
    await this.#inTurn(async (api) => {
      await Promise.all(accountIds.map((id) => this.#followTrades(api, id)));
    });
  }

  /** Forgets all others. */
  keep(accountIds: readonly string[]): void {
    for (const known of [this.#runs, this.#trades]) {
      for (const id of [...known.keys()]) if (!accountIds.includes(id)) known.delete(id);
    }
  }

  #inTurn(work: (api: RunApi) => Promise<void>): Promise<unknown> {
    this.#turn = this.#turn.then(() => this.#send(work));
    return this.#turn;
  }

  async #followTrades(api: RunApi, id: string): Promise<void> {
    const run = this.find(id);
    if (run === undefined) return;
    const { account, engine } = run.state;
    const { createdAt } = account;
    const found = this.#trades.get(id);
    const known = found?.createdAt === createdAt ? found : { trades: [], openFrom: 0 };
    if (known === found && known.trades.length === engine.record.trades) return;
    const newer = engine.record.trades === 0 ? [] : await api.loadTrades(id, known.openFrom);
    const trades = joinTrades(known.trades, newer);
    this.#trades.set(id, { createdAt, trades, openFrom: findOpenFrom(engine) });
  }
}

/** Some that closed already may have been entered late enough to come again; one bar enters one at most. */
function joinTrades(known: readonly Trade[], newer: readonly Trade[]): readonly Trade[] {
  const entered = new Set(known.map(({ entryIndex }) => entryIndex));
  return [...known, ...newer.filter(({ entryIndex }) => !entered.has(entryIndex))];
}

function findOpenFrom({ positions, lastIndex }: EngineState): BarIndex {
  return Math.min(lastIndex + 1, ...positions.map(({ entryIndex }) => entryIndex));
}

async function followRun(api: RunApi, id: string, known: PaperRun | undefined): Promise<PaperRun> {
  if (known === undefined) return api.loadRun(id);
  const newer = await api.loadRun(id, known.time.at(-1));
  // After a reset, or one that was undone, it is another run.
  if (newer.state.account.createdAt !== known.state.account.createdAt) return api.loadRun(id);
  // So that nothing is made of it anew.
  if (newer.time.length === 0) return known;
  return {
    state: newer.state,
    time: join(known.time, newer.time),
    equity: join(known.equity, newer.equity),
    close: join(known.close, newer.close),
    probability: join(known.probability, newer.probability),
  };
}

function join(known: Float64Array, newer: Float64Array): Float64Array {
  const joined = new Float64Array(known.length + newer.length);
  joined.set(known);
  joined.set(newer, known.length);
  return joined;
}
