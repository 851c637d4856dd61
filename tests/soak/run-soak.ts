import 'fake-indexeddb/auto';
import { type Bars, readBar } from '../../src/core/bars/bars';
import { openPaperAccount } from '../../src/live/paper/account';
import { createPaperAccount } from '../../src/storage/paper-accounts';
import { openDatabase } from '../../src/storage/database';
import type { LiveEvent } from '../../workers/api/live';
import { makeLiveAccount, makeLiveModel } from '../live/scene/make-model';
import { openLiveTab } from '../live/scene/open-client';
import { createSteppedWorld } from '../live/scene/stepped-world';
import { startExchange } from '../servers/binance-server';
import { readClosedBars } from '../servers/market/list-klines';
import { createMarket } from '../servers/market/market';
import { makeSampleListings } from '../servers/market/sample-listings';
import { checkAccount, type AccountCheck } from './check-accounts';
import { compareSeries, type SeriesCheck } from './compare-series';
import { planFaults, type FaultRates } from './fault-plan';
import { findViolations } from './find-violations';
import { measureClient } from './measure-client';
import { createRecoveryWatch } from './recovery';
import type { SoakSummary } from './soak-summary';
import { createTradingOracle } from './trading-oracle';

export interface SoakOptions {
  /** Minute bars that close while the client runs. */
  readonly bars: number;
  readonly rates: FaultRates;
  readonly seed?: number;
  /** Faults that there must be. */
  readonly leastFaults: number;
  /** Measures the memory of a client as well, which takes a while. */
  readonly measuresMemory?: boolean;
  readonly onProgress?: (done: number) => void;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const startsAt = Date.UTC(2024, 0, 1);
const symbols = ['BTCUSDT', 'ETHUSDT'];
/** Minutes at the end without faults, so that everything can be put right. */
const calmBars = 15;

/** Runs live mode against the local exchange with faults of all kinds, in stepped time. */
export async function runSoak(options: SoakOptions): Promise<SoakSummary> {
  const { bars, rates, seed = 1, leastFaults, measuresMemory = false, onProgress } = options;
  const startedAt = performance.now();
  const startAt = startsAt + dayMs + 30_000;
  const listings = makeSampleListings({ startsAt, barCount: 1440 + bars + 1440, symbols, seed });
  const exchange = await startExchange({
    listings,
    clock: { kind: 'stepped', startAt },
    seed,
  });
  const database = await openDatabase(`soak-${seed}-${bars}`);
  const models = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)];
  const champion = makeLiveAccount({ createdAt: startAt });
  const challenger = makeLiveAccount({
    id: 'challenger',
    modelId: 'm2',
    role: 'challenger',
    createdAt: startAt,
  });
  for (const account of [champion, challenger]) {
    await createPaperAccount(database, openPaperAccount(account, minuteMs));
  }

  const watch = createRecoveryWatch();
  let look = (): void => undefined;
  const world = createSteppedWorld({ exchange, database, models, seed, onInstant: () => look() });
  const viewed = new Map<string, Bars>();
  const latencies: number[] = [];
  const first = readClosedBars(createMarket(listings[0]), minuteMs, Infinity);
  const oracle = createTradingOracle({
    symbol: symbols[0],
    intervalMs: minuteMs,
    subjects: [champion, challenger].map((account, index) => ({
      account,
      model: models[index].network,
    })),
    // Most bars are never corrected.
    *findVersions(openTime) {
      yield readBar(first, first.openTime.indexOf(openTime));
      const corrected = exchange.readClosedBars(symbols[0], '1m');
      yield readBar(corrected, corrected.openTime.indexOf(openTime));
    },
  });
  const hear = (event: LiveEvent): void => {
    oracle.hear(event, world.now());
    if (event.kind === 'bars') viewed.set(event.symbol, event.bars);
    if (event.kind === 'closed-bar') latencies.push(event.latencyMs);
  };
  const { runner } = await openLiveTab(world, hear);
  look = () => watch.look(runner.state(), world.now());

  const halves = [planFaults(rates, true, seed), planFaults(rates, false, seed + 1)];
  const turnAt = startAt + Math.ceil(bars / 2) * minuteMs;
  for (let done = 0; done < bars; done++) {
    if (done === 2) exchange.setFaults(halves[0].faults);
    if (done === Math.ceil(bars / 2)) exchange.setFaults(halves[1].faults);
    if (done === bars - calmBars) exchange.setFaults([]);
    await world.advance(minuteMs);
    onProgress?.(done + 1);
  }
  for (const symbol of symbols) runner.view(symbol);
  const endAt = world.now();
  const finalState = runner.state().kind;
  const counts = runner.counts();
  await runner.stop();

  const series: Record<string, SeriesCheck> = {};
  for (const symbol of symbols) {
    const truth = exchange.readClosedBars(symbol, '1m');
    const own = viewed.get(symbol);
    if (own !== undefined) series[symbol] = compareSeries(own, truth);
  }
  const traded = [...exchange.readClosedBars('BTCUSDT', '1m').openTime].filter(
    (time) => time + minuteMs > startAt,
  );
  const accounts: Record<string, AccountCheck> = {};
  for (const { id } of [champion, challenger]) {
    accounts[id] = await checkAccount(database, id, traded, oracle.run(id));
  }
  const { fired, faults: faultsByKind, silences } = exchange.stats;
  const spans = fired.flatMap((fault) => halves[fault.at < turnAt ? 0 : 1].spanOf(fault) ?? []);
  const silenceSpans = silences.map(({ from, to = endAt }) => ({ from, to }));
  const recovery = watch.report([...spans, ...silenceSpans]);
  database.close();
  await exchange.close();

  // Both accounts trade BTCUSDT, each with its model, the first of which watches both symbols.
  const expectedInferences = counts.closedBars + (series.BTCUSDT?.bars ?? NaN);
  const faults = Object.values(faultsByKind).reduce((sum, count) => sum + count, 0);
  const summary = {
    bars,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    faults,
    faultsByKind: { ...faultsByKind },
    series,
    accounts,
    inferences: counts.inferences,
    expectedInferences,
    counts,
    recovery,
    maxSilenceMs: Math.max(0, ...silenceSpans.map(({ from, to }) => to - from)),
    latencyMs: describeLatencies(latencies),
    memory: measuresMemory ? await measureClient() : undefined,
  };
  const violations = findViolations(summary, { symbols, finalState, leastFaults });
  return { ...summary, violations };
}

function describeLatencies(latencies: number[]): SoakSummary['latencyMs'] {
  latencies.sort((a, b) => a - b);
  const read = (share: number): number => {
    const index = Math.min(latencies.length - 1, Math.floor(share * latencies.length));
    return Math.round((latencies[index] ?? NaN) * 10) / 10;
  };
  return { p50: read(0.5), p95: read(0.95), p99: read(0.99), worst: read(1) };
}
