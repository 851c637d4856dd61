import { createRuleAskers } from '../../../src/client/rule-sandbox/ask-rules';
import { type RuleLimits, runInSandbox } from '../../../src/client/rule-sandbox/run-in-sandbox';
import { type Bars, readBar, sliceBars } from '../../../src/core/bars/bars';
import { createRandom } from '../../../src/core/random';
import {
  attachDecisions,
  type RuleAnswer,
  type RuleOutcome,
} from '../../../src/core/trading/own-rule/decisions';
import { prepareRuleQuestion } from '../../../src/core/trading/own-rule/rule-input';
import { findPast } from '../../../src/core/trading/strategies/past-bars';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { choose } from '../../../src/core/trading/choice';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { ownRule } from '../../../src/core/trading/strategies/own-rule';

/** What a test learns of a rule, with plain arrays. */
export type RuleResult = (
  | { readonly kind: 'decided'; readonly decisions: readonly number[] }
  | Extract<RuleOutcome, { kind: 'failed' }>
) & {
  /** The longest time for which the page did nothing else, ms. */
  readonly longestPauseMs: number;
};

declare global {
  interface Window {
    /** Runs a rule over seeded bars as the app does. */
    runRule?: (text: string, limits?: Partial<RuleLimits>, count?: number) => Promise<RuleResult>;
    /** Asks a rule at the closes of these rows, one after the other, in the sandbox that is kept. */
    askRule?: (text: string, rows: readonly number[]) => Promise<readonly RuleAnswer[]>;
    /** What an account opens and closes that follows a rule's decisions: `[entryIndex, exitIndex, side]`. */
    tradeByDecisions?: (decisions: readonly number[]) => readonly (readonly number[])[];
  }
}

const lookBackBars = 60;
const settings = {
  ...defaultTradingSettings,
  strategy: choose(ownRule, { lookBackBars }),
};

window.runRule = async (text, limits = {}, count = 400) => {
  const bars = makeBars(count);
  const pauses = watchPauses();
  const outcome = await runInSandbox(
    text,
    {
      bars,
      range: { start: 0, end: count },
      probability: new Float64Array(count).fill(0.6),
      features: { ret_5: new Float64Array(count).map((_, at) => at) },
      settings,
    },
    { signal: new AbortController().signal, limits },
  );
  const longestPauseMs = pauses.stop();
  return outcome.kind === 'failed'
    ? { ...outcome, longestPauseMs }
    : { kind: 'decided', decisions: [...outcome.decisions], longestPauseMs };
};

const askers = createRuleAskers();

window.askRule = (text, rows) =>
  Promise.all(
    rows.map((row) => {
      const bars = sliceBars(makeBars(400), { start: row - lookBackBars, end: row + 1 });
      const bar = { index: row, ...readBar(bars, lookBackBars) };
      const past = findPast(bars, bars.intervalMs, lookBackBars, lookBackBars);
      const known = { bar, probability: NaN, positions: [], past };
      return askers.ask(text, prepareRuleQuestion(known, bars, settings, text));
    }),
  );

window.tradeByDecisions = (decisions) => {
  const bars = attachDecisions(makeBars(decisions.length), Float64Array.from(decisions), 0);
  const engine = createEngine(settings, bars.intervalMs);
  stepThrough(engine, bars, [], { start: 0, end: decisions.length });
  return engine.trades.map(({ entryIndex, exitIndex, side }) => [entryIndex, exitIndex, side]);
};

function makeBars(count: number): Bars {
  const random = createRandom(7);
  const close = new Float64Array(count);
  let price = 100;
  for (let at = 0; at < count; at++) close[at] = price *= 1 + 0.004 * (random.uniform() - 0.5);
  const open = close.map((value, at) => close[at - 1] ?? value);
  return {
    intervalMs: 60_000,
    openTime: close.map((_, at) => at * 60_000),
    open,
    high: close.map((value, at) => Math.max(value, open[at]) * 1.0005),
    low: close.map((value, at) => Math.min(value, open[at]) * 0.9995),
    close,
    volume: new Float64Array(count).fill(1),
  };
}

function watchPauses(): { stop(): number } {
  let [longest, last] = [0, performance.now()];
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}
