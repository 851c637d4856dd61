import { formatBps, formatNumber } from '../format';

/** The figures that a verdict is based on; NaN where there is none yet. */
export interface Evidence {
  readonly auc: number;
  /** 95% interval by days; NaN below five days. */
  readonly aucCi: readonly [number, number];
  readonly trades: number;
  readonly pnl: number;
  /** Cost per side at which the run would end with a P/L of 0. */
  readonly breakEvenBps: number;
  /** Fee and slippage per side, as set. */
  readonly paidBps: number;
  /** Name of the dataset that the model was trained and tested on, where it trades on another one. */
  readonly trainedOn?: string | undefined;
}

/** Colour of a verdict; `open` where nothing is decided. */
type VerdictTone = 'good' | 'bad' | 'open';

export interface Verdict {
  readonly tone: VerdictTone;
  readonly headline: string;
  readonly sentence: string;
}

/** Where the AUC has no interval. */
const tooFewDays = 'Too few days to tell.';

/** Fewer closed trades than this say nothing about a strategy. */
const fewTrades = 30;

/** Says in one headline and one sentence whether the model's ranking is proven and the profit survives costs. */
export function judge(evidence: Evidence): Verdict {
  const { auc, aucCi, trades, pnl, breakEvenBps, paidBps } = evidence;
  const [low, high] = aucCi;
  if (Number.isNaN(auc)) {
    return { tone: 'open', headline: 'Nothing to judge yet.', sentence: 'Train a model first.' };
  }
  if (evidence.trainedOn !== undefined) return judgeElsewhere(evidence, evidence.trainedOn);
  const ranking = `${describeAuc(auc, aucCi)}.`;
  if (trades === 0) {
    return {
      tone: 'open',
      headline: describeRanking(low, high, auc),
      sentence: `${ranking} No trade has closed yet.`,
    };
  }
  const costs = `${ranking} ${describeCosts(breakEvenBps, paidBps)}`;
  if (Number.isNaN(low)) return { tone: 'open', headline: tooFewDays, sentence: costs };
  if (high < 0.5) {
    return { tone: 'bad', headline: 'Worse than a coin.', sentence: costs };
  }
  if (trades < fewTrades) {
    const count = trades === 1 ? '1 trade says' : `${trades} trades say`;
    return {
      tone: 'open',
      headline: 'Too few trades to tell.',
      sentence: `${ranking} ${count} nothing yet.`,
    };
  }
  if (low <= 0.5) {
    return pnl > 0
      ? { tone: 'open', headline: 'No proven edge; the profit may be luck.', sentence: costs }
      : { tone: 'bad', headline: 'No proven edge, and a loss.', sentence: costs };
  }
  const strength = describeStrength(auc);
  if (pnl > 0) {
    return { tone: 'good', headline: `${strength} edge that survives costs.`, sentence: costs };
  }
  return breakEvenBps > 0
    ? { tone: 'bad', headline: `${strength} edge, eaten by costs.`, sentence: costs }
    : { tone: 'bad', headline: 'An edge these rules do not use.', sentence: costs };
}

/** Judges by the profit alone, since the AUC says nothing about bars that it was not measured on. */
function judgeElsewhere(
  { trades, pnl, breakEvenBps, paidBps }: Evidence,
  trainedOn: string,
): Verdict {
  const origin = `Trained on ${trainedOn}, and judged there only.`;
  if (trades === 0) {
    return { tone: 'open', headline: 'Not judged on these bars.', sentence: origin };
  }
  const sentence = `${origin} ${describeCosts(breakEvenBps, paidBps)}`;
  return pnl > 0
    ? { tone: 'open', headline: 'Other bars, a profit; it may be luck.', sentence }
    : { tone: 'bad', headline: 'Other bars, and a loss.', sentence };
}

/** Says whether the model ranks bars better than chance, by its interval alone. */
export function judgeRanking(auc: number, [low, high]: readonly [number, number]): Verdict {
  const tone: VerdictTone = low > 0.5 ? 'good' : high < 0.5 ? 'bad' : 'open';
  const headline = describeRanking(low, high, auc);
  const figures = describeAuc(auc, [low, high]);
  if (Number.isNaN(low)) {
    return { tone, headline, sentence: `${figures}: an interval takes labels of five days.` };
  }
  const sentence =
    tone === 'good'
      ? `${figures}: the whole interval lies above 0.5. Whether that pays depends on costs.`
      : tone === 'bad'
        ? `${figures}: the whole interval lies below 0.5. It ranks rises below falls.`
        : `${figures}: the interval contains 0.5, so chance alone could have done this.`;
  return { tone, headline, sentence };
}

function describeRanking(low: number, high: number, auc: number): string {
  if (Number.isNaN(low)) return tooFewDays;
  if (high < 0.5) return 'Worse than a coin.';
  return low > 0.5 ? `${describeStrength(auc)} edge before costs.` : 'No proven edge.';
}

function describeStrength(auc: number): string {
  return auc >= 0.55 ? 'Clear' : 'Weak';
}

function describeAuc(auc: number, [low, high]: readonly [number, number]): string {
  const digits = { digits: 3 };
  if (Number.isNaN(low)) return `AUC ${formatNumber(auc, digits)}`;
  return `AUC ${formatNumber(auc, digits)} (${formatNumber(low, digits)}–${formatNumber(high, digits)})`;
}

function describeCosts(breakEvenBps: number, paidBps: number): string {
  const paid = `you pay ${formatNumber(paidBps, { digits: Number.isInteger(paidBps) ? 0 : 1 })}`;
  if (Number.isNaN(breakEvenBps)) return `Costs a side: ${paid} bps.`;
  return breakEvenBps > 0
    ? `Breaks even at ${formatBps(breakEvenBps)} a side; ${paid}.`
    : `Loses even without costs; ${paid} bps a side.`;
}
