import { faultKinds } from '../servers/faults/fault';
import { chooseSilenceMs, renewalRetryMs } from '../../src/live/market/silence';
import type { SoakSummary } from './soak-summary';

/** What a soak must have come to beside what always holds. */
export interface SoakDemands {
  readonly symbols: readonly string[];
  /** Of the client at the end. */
  readonly finalState: string;
  readonly leastFaults: number;
}

/** Heap that may grow with each bar; an equity point alone, kept as an object, takes more than twice that. */
export const mostBytesPerBar = 32;

/**
 * Of minute bars, with a ban meanwhile, in which REST tells of no trades, and a new connection that is refused.
 */
const mostSilenceMs = chooseSilenceMs(60_000) + 120_000 + renewalRetryMs;

/** Returns what was not as it must be, one sentence each. */
export function findViolations(
  summary: Omit<SoakSummary, 'violations'>,
  { symbols, finalState, leastFaults }: SoakDemands,
): readonly string[] {
  const { series, accounts, recovery, memory, faultsByKind, counts } = summary;
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
    demand(
      check.journalSha256 === check.engineSha256,
      `${id}: the journal differs from an engine without an opinion on the ${check.lateBars} late bars`,
    );
  }
  const { inferences, expectedInferences, latencyMs } = summary;
  demand(
    inferences === expectedInferences,
    `one inference a closed bar and model are ${expectedInferences}, were ${inferences}`,
  );
  demand(counts.closedBars > 0, 'no bar closed');
  // The slowest tell more of who else used the machine than of the program.
  demand(latencyMs.p95 <= 250, `predictions took ${latencyMs.p95} ms (p95)`);
  const { downtimes, unexplained, fromFaultEndMs } = recovery;
  demand(downtimes > 0, 'no fault was felt');
  demand(unexplained === 0, `${unexplained} downtimes began when no fault could show`);
  const { p50, p99 } = fromFaultEndMs;
  demand(p50 < 2000, `recovery from the end of the fault must have a p50 below 2 s, was ${p50} ms`);
  demand(
    p99 < 10_000,
    `recovery from the end of the fault must have a p99 below 10 s, was ${p99} ms`,
  );
  demand(
    summary.maxSilenceMs < mostSilenceMs,
    `a silent symbol must be asked for again within ${mostSilenceMs} ms, was after ${summary.maxSilenceMs} ms`,
  );
  if (memory !== undefined) {
    const { bytesPerBar } = memory;
    demand(
      bytesPerBar < mostBytesPerBar,
      `the heap must grow by less than ${mostBytesPerBar} bytes a bar, grew by ${bytesPerBar}`,
    );
  }
  for (const kind of faultKinds) demand(faultsByKind[kind] > 0, `${kind} never happened`);
  demand(summary.faults >= leastFaults, `there were ${summary.faults} faults of ${leastFaults}`);
  return violations;
}
