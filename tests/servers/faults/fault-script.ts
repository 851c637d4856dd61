import { createRandom, deriveSeed, type Random } from '../../../src/core/random';
import type { ExchangeClock } from '../clock/exchange-clock';
import type { ExchangeCounters } from '../exchange-stats';
import { faultTargets, type Fault, type FaultsByTarget, type FaultTarget } from './fault';

/** What an opportunity is about, which faults choose by. */
export interface FaultSubject {
  readonly symbol?: string;
  readonly path?: string;
  readonly bar?: 'forming' | 'closed';
}

/** The faults that are to come. */
export interface FaultScript {
  /** Replaces all faults, from their start; the same seed gives the same random numbers again. */
  set(faults: readonly Fault[]): void;
  /**
   * Returns the fault that happens at this opportunity, and counts it. There is one at most: the first
   * of the list that is due, and those after it do not see the opportunity.
   */
  draw<Target extends FaultTarget>(
    target: Target,
    subject: FaultSubject,
  ): FaultsByTarget[Target] | undefined;
  /** A number in [0, 1) for what a fault leaves open. */
  uniform(): number;
}

/** Returns a script without faults. Each fault has random numbers of its own. */
export function createFaultScript(
  seed: number,
  clock: ExchangeClock,
  counters: ExchangeCounters,
): FaultScript {
  let rules: readonly FaultRule[] = [];
  let random = createRandom(seed);
  return {
    set(faults) {
      random = createRandom(seed);
      rules = faults.map((fault, index) => createRule(fault, deriveSeed(seed, index)));
    },
    draw<Target extends FaultTarget>(target: Target, subject: FaultSubject) {
      const at = clock.now();
      const due = rules.find(
        (rule) =>
          faultTargets[rule.fault.kind] === target && fits(rule.fault, subject, at) && isDue(rule),
      );
      if (due === undefined) return undefined;
      due.fired++;
      counters.countFault({ kind: due.fault.kind, at, ...subject });
      // The table of targets says the same as the type, which the compiler cannot see.
      return due.fault as FaultsByTarget[Target];
    },
    uniform: () => random.uniform(),
  };
}

interface FaultRule {
  readonly fault: Fault;
  readonly random: Random;
  readonly times: number;
  seen: number;
  fired: number;
}

function createRule(fault: Fault, seed: number): FaultRule {
  const isRepeated = fault.every !== undefined || fault.probability !== undefined;
  const times = fault.times ?? (isRepeated ? Infinity : 1);
  return { fault, random: createRandom(seed), times, seen: 0, fired: 0 };
}

function fits(fault: Fault, { symbol, path = '', bar }: FaultSubject, at: number): boolean {
  return (
    at >= (fault.at ?? -Infinity) &&
    (fault.symbol === undefined || fault.symbol === symbol) &&
    (fault.path === undefined || path.startsWith(fault.path)) &&
    (fault.bar === undefined || fault.bar === bar)
  );
}

function isDue(rule: FaultRule): boolean {
  const { after = 0, every, probability } = rule.fault;
  rule.seen++;
  if (rule.fired >= rule.times || rule.seen <= after) return false;
  if (every !== undefined) return (rule.seen - after) % every === 0;
  return probability === undefined || rule.random.uniform() < probability;
}
