import type { BarRange } from '../src/core/bars/bars';
import type { TradedBars } from '../src/core/trading/finer-bars';
import { attachDecisions } from '../src/core/trading/own-rule/decisions';
import { findRuleText, prepareRuleInput } from '../src/core/trading/own-rule/rule-input';
import type { TradingSettings } from '../src/core/trading/settings';
import type { DecideByRule } from './api/session';

/** Bars as an engine is to be given them. */
export interface DecidedBars {
  readonly bars: TradedBars;
  /** Why a person's rule has no decisions; the bars are then without signals. */
  readonly problem?: string;
}

/** Returns the bars as `decideByRule` does; throws where a rule has no decisions. */
export async function decideOrThrow(
  ...asked: Parameters<typeof decideByRule>
): Promise<TradedBars> {
  const { bars, problem } = await decideByRule(...asked);
  if (problem !== undefined) throw new Error(`Your own rule: ${problem}`);
  return bars;
}

/**
 * Returns the bars with the decisions of the person's own rule that `settings` name, which the page makes: it alone can open the
 * sandboxed frame. The bars as they are where another strategy is in force.
 */
export async function decideByRule(
  subject: {
    readonly bars: TradedBars;
    readonly range: BarRange;
    readonly probability: ArrayLike<number>;
    readonly settings: TradingSettings;
  },
  decide: DecideByRule,
): Promise<DecidedBars> {
  const { bars, range, settings } = subject;
  const text = findRuleText(settings);
  if (text === undefined) return { bars };
  const outcome = await decide(text, prepareRuleInput(subject, text));
  return outcome.kind === 'decided'
    ? { bars: attachDecisions(bars, outcome.decisions, range.start) }
    : { bars, problem: outcome.problem.message };
}
