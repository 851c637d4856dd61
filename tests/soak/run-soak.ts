import 'fake-indexeddb/auto';
import type { Bars } from '../../src/core/bars/bars';
import type { ConnectionCounts } from '../../src/core/live/connection-state';
import { openPaperAccount } from '../../src/core/live/paper-trading';
import { createPaperAccount } from '../../src/storage/paper-accounts';
import { openDatabase } from '../../src/storage/open';
import type { LiveEvent } from '../../workers/api/live';
import { makeLiveAccount, makeLiveModel } from '../live/make-model';
import { openLiveTab } from '../live/open-client';
import { createSteppedWorld } from '../live/stepped-world';
import { startExchange } from '../servers/binance-server';
import { faultKinds, type FaultKind } from '../servers/faults/fault';
import { makeSampleListings } from '../servers/market/sample-listings';
import { checkAccount, type AccountCheck } from './check-accounts';
import { compareSeries, type SeriesCheck } from './compare-series';
import { planFaults, type FaultRates } from './fault-plan';
import { createRecoveryWatch, type RecoveryReport } from './recovery';

export interface SoakOptions {
  /** Minute bars that close while the client runs. */
  readonly bars: number;
  readonly rates: FaultRates;
  readonly seed?: number;
  /** Faults that there must be. */
  readonly leastFaults: number;
  /** Bytes in use after a collection; undefined where that cannot be measured. */
  readonly measureHeap?: () => number;
  readonly onProgress?: (done: number) => void;
}

/** What a soak came to; `violations` is empty where all was as it must be. */
export interface SoakSummary {
  readonly bars: number;
  readonly seconds: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<FaultKind, number>>;
  readonly series: Readonly<Record<string, SeriesCheck>>;
  readonly accounts: Readonly<Record<string, AccountCheck>>;
  readonly inferences: number;
  readonly expectedInferences: number;
  readonly counts: ConnectionCounts;
  readonly recovery: RecoveryReport;
  /** From the arrival of a closing message to the prediction, on this machine, which may be busy. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly worst: number };
  /** Heap after a collection at each quarter, MB, journal of the in-memory database included. */
  readonly heapMb: readonly number[];
  readonly violations: readonly string[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const startsAt = Date.UTC(2024, 0, 1);
const symbols = ['BTCUSDT', 'ETHUSDT'];
/** Minutes at the end without faults, so that everything can be put right. */
const calmBars = 15;

/** Runs live mode against the local exchange with faults of all kinds, in stepped time. */
export async function runSoak(options: SoakOptions): Promise<SoakSummary> {
  const { bars, rates, seed = 1, leastFaults, measureHeap, onProgress } = options;
  const startedAt = performance.now();
  const startAt = startsAt + dayMs + 30_000;
  const exchange = await startExchange({
    listings: makeSampleListings({ startsAt, barCount: 1440 + bars + 1440, symbols, seed }),
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
  const hear = (event: LiveEvent): void => {
    if (event.kind === 'bars') viewed.set(event.symbol, event.bars);
    if (event.kind === 'closed-bar') latencies.push(event.latencyMs);
  };
  const { runner } = await openLiveTab(world, hear);
  look = () => watch.look(runner.state(), world.now());

  const heapMb: number[] = [];
  const halves = [planFaults(rates, true, seed), planFaults(rates, false, seed + 1)];
  const turnAt = startAt + Math.ceil(bars / 2) * minuteMs;
  for (let done = 0; done < bars; done++) {
    if (done === 2) exchange.setFaults(halves[0].faults);
    if (done === Math.ceil(bars / 2)) exchange.setFaults(halves[1].faults);
    if (done === bars - calmBars) exchange.setFaults([]);
    await world.advance(minuteMs);
    onProgress?.(done + 1);
    if (measureHeap && (done + 1) % Math.floor(bars / 4) === 0)
      heapMb.push(measureHeap() / 2 ** 20);
  }
  for (const symbol of symbols) runner.view(symbol);
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
    accounts[id] = await checkAccount(database, id, traded);
  }
  const { fired, faults: faultsByKind } = exchange.stats;
  const recovery = watch.report(fired, (fault) => halves[fault.at < turnAt ? 0 : 1].endOf(fault));
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
    latencyMs: describeLatencies(latencies),
    heapMb: heapMb.map((mb) => Math.round(mb * 10) / 10),
  };
  return { ...summary, violations: findViolations(summary, finalState, leastFaults) };
}

function findViolations(
  summary: Omit<SoakSummary, 'violations'>,
  finalState: string,
  leastFaults: number,
): readonly string[] {
  const { series, accounts, recovery, heapMb, faultsByKind, counts } = summary;
  const violations: string[] = [];
  const demand = (isMet: boolean, text: string): void => {
    if (!isMet) violations.push(text);
  };
  demand(finalState === 'live', `the client must end live, was ${finalState}`);
  for (const symbol of symbols) {
    const { lost, duplicate, different } = series[symbol] ?? { lost: NaN };
    demand(lost === 0, `${symbol}: ${lost} bars were lost`);
    demand(duplicate === 0, `${symbol}: ${duplicate} bars came twice`);
    demand(different === 0, `${symbol}: ${different} bars differ from the exchange's`);
  }
  for (const [id, check] of Object.entries(accounts)) {
    demand(check.missedBars === 0, `${id}: ${check.missedBars} bars were not traded`);
    demand(check.extraBars === 0, `${id}: ${check.extraBars} bars were traded that are not there`);
    demand(check.barsWithTwoOrders === 0, `${id}: ${check.barsWithTwoOrders} bars with two orders`);
    demand(check.trades > 0, `${id} never traded`);
  }
  const { inferences, expectedInferences, latencyMs } = summary;
  demand(
    inferences === expectedInferences,
    `one inference a closed bar and model are ${expectedInferences}, were ${inferences}`,
  );
  demand(counts.closedBars > 0, 'no bar closed');
  demand(latencyMs.p99 <= 250, `predictions took ${latencyMs.p99} ms (p99)`);
  demand(recovery.downtimes > 0, 'no fault was felt');
  demand(recovery.p50Ms < 2000, `recovery p50 must be below 2 s, was ${recovery.p50Ms} ms`);
  demand(recovery.p99Ms < 10_000, `recovery p99 must be below 10 s, was ${recovery.p99Ms} ms`);
  const [early, ...later] = heapMb;
  const growthMb = Math.max(...later) - early;
  demand(!(growthMb > mostGrowthMb), `the heap grew by ${growthMb.toFixed(1)} MB`);
  for (const kind of faultKinds) demand(faultsByKind[kind] > 0, `${kind} never happened`);
  demand(summary.faults >= leastFaults, `there were ${summary.faults} faults of ${leastFaults}`);
  return violations;
}

/** The in-memory database keeps an equity point a bar and account, which is part of it. */
const mostGrowthMb = 48;

function describeLatencies(latencies: number[]): SoakSummary['latencyMs'] {
  latencies.sort((a, b) => a - b);
  const read = (share: number): number => {
    const index = Math.min(latencies.length - 1, Math.floor(share * latencies.length));
    return Math.round((latencies[index] ?? NaN) * 10) / 10;
  };
  return { p50: read(0.5), p99: read(0.99), worst: read(1) };
}
