import { formatBps, formatCount, formatMoney, formatNumber, formatPercent } from '../format';
import type { Estimate } from '../metrics/statistics';
import { referenceRules } from '../trading/reference-mode';
import type { TradingSettings } from '../trading/settings';

/** What out-of-sample bars say of a model and of the rules that it trades by. Intervals are 95%; NaN where undefined. */
export interface Evidence {
  /** Days that were out of sample. */
  readonly days: number;
  /** AUC, by day-averaged placement values. */
  readonly auc: Estimate;
  /** So many independent labels would give the AUC the same interval. */
  readonly effectiveLabels: number;
  /** `1 - log loss / log loss of a constant guess`. */
  readonly skill: Estimate;
  readonly logLoss: number;
  /** Log loss of always guessing the share of rises in training. */
  readonly constantLogLoss: number;
  /** Closed trades. */
  readonly trades: number;
  /** Net P/L, dollars. */
  readonly pnl: Estimate;
  readonly capital: number;
  /** Deepest fall of the equity, a fraction of 0 or less. */
  readonly maxDrawdownFraction: number;
  /** Annual Sharpe ratio of daily returns. */
  readonly sharpe: Estimate;
  /** Days with which a Sharpe ratio as high as this would be told from 0. */
  readonly minTrackRecordDays: number;
  /** Cost a side at which the P/L would be 0. */
  readonly breakEvenBps: Estimate;
  /** Fee and slippage a side, as set. */
  readonly paidBps: number;
  /** Share of runs with random entries that earned as much or more. */
  readonly randomEntryP: number;
  /** Configurations that were tried on these bars, this one included. */
  readonly trials: number;
  /** Probability that the Sharpe ratio is above what the best of so many tries reaches by luck. */
  readonly deflatedSharpe: number;
  /** Leaks that were found, as sentences. */
  readonly leaks: readonly string[];
  /** `findFlattery` of the settings. */
  readonly flattery: readonly string[];
}

/** Colour of a verdict; `open` where nothing is decided. */
type VerdictTone = 'good' | 'bad' | 'open';

/** The verdicts, in the order in which they are looked for; docs/HONESTY.md has the rules. */
export type VerdictKind =
  'leak' | 'no-ranking' | 'eaten-by-costs' | 'flattered' | 'too-few' | 'not-after-tries' | 'edge';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly tone: VerdictTone;
  readonly headline: string;
  readonly sentence: string;
}

/** Limits of the rules. */
export const verdictLimits = {
  /** Days below which no interval is believed. */
  minDays: 5,
  /** Closed trades below which a profit says nothing. */
  minTrades: 30,
  /** Half width of the AUC's interval above which an AUC of 0.53 would not have been seen. */
  maxAucReach: 0.03,
  /** Probability that the deflated Sharpe ratio needs. */
  minDeflatedSharpe: 0.95,
  /** Share of random entries that may do as well. */
  maxRandomEntryP: 0.05,
  /** P/L of 30 days, as a fraction of the capital, below which an edge is called small. */
  smallMonth: 0.005,
  /** P/L over the deepest fall from which on an edge is called clear: an equity curve that visibly rises. */
  clearOverDrawdown: 3,
} as const;

/** Days beyond which a number of them would only look exact. */
const maxTellableDays = 3650;

/** Returns the rules among `settings` that nobody can trade by, as they are named in a verdict. */
export function findFlattery(settings: TradingSettings): readonly string[] {
  const { fillAt, feeBps, slippageBps, maxPositions } = settings;
  const flattery: string[] = [];
  if (fillAt === 'same-close') flattery.push('fills at the close that made the decision');
  if (feeBps + slippageBps === 0) flattery.push('no costs');
  else if (feeBps === 0) flattery.push('no fee');
  const isOverlapping = maxPositions >= referenceRules.maxPositions;
  if (flattery.length > 0 && isOverlapping) flattery.push('overlapping positions');
  return flattery;
}

/** Returns one sentence about a model and its rules, with a headline; the first rule that applies decides. */
export function judge(evidence: Evidence): Verdict {
  const { flattery } = evidence;
  const verdict = applyRules(evidence);
  if (flattery.length === 0 || verdict.kind === 'flattered' || verdict.kind === 'leak') {
    return verdict;
  }
  return {
    ...verdict,
    sentence: `${verdict.sentence} ${say(`these rules flatter: ${listOf(flattery)}`)}`,
  };
}

function applyRules(evidence: Evidence): Verdict {
  const { leaks, flattery } = evidence;
  if (leaks.length > 0) {
    return { kind: 'leak', tone: 'bad', headline: 'A leak, not an edge.', sentence: leaks[0] };
  }
  const ranking = judgeRanking(evidence);
  if (ranking !== undefined) return ranking;
  const { pnl } = evidence;
  if (!(pnl.value > 0)) return judgeLoss(evidence);
  if (flattery.length > 0) {
    return {
      kind: 'flattered',
      tone: 'open',
      headline: 'A profit by rules that nobody can trade by.',
      sentence: say(describeAuc(evidence), `${describeProfit(evidence)}, with ${listOf(flattery)}`),
    };
  }
  return judgeLuck(evidence) ?? judgeTries(evidence) ?? describeEdge(evidence);
}

/** Whether rises are told from falls at all. */
function judgeRanking(evidence: Evidence): Verdict | undefined {
  const { days, auc } = evidence;
  const [low, high] = auc.ci;
  const told = [describeAuc(evidence), describeNoSkill(evidence)];
  if (!(days >= verdictLimits.minDays) || !Number.isFinite(low)) {
    const sentence = `${formatDays(days)} out of sample say nothing yet; ${verdictLimits.minDays} are the least, 30 say more`;
    return {
      kind: 'too-few',
      tone: 'open',
      headline: 'Too few days to tell.',
      sentence: say(sentence),
    };
  }
  if (low > 0.5) return undefined;
  if (high < 0.5) {
    const sentence = say(...told, 'It calls falls rises more often than chance would');
    return { kind: 'no-ranking', tone: 'bad', headline: 'Worse than a coin.', sentence };
  }
  const reach = (high - low) / 2;
  if (reach > verdictLimits.maxAucReach) {
    const needed = Math.ceil(days * (reach / verdictLimits.maxAucReach) ** 2);
    const sentence = say(...told, `${formatSpan(needed)} would show an AUC of 0.53`);
    return { kind: 'too-few', tone: 'open', headline: 'Too few days to tell.', sentence };
  }
  return {
    kind: 'no-ranking',
    tone: 'bad',
    headline: 'No evidence of an edge.',
    sentence: say(...told, 'Chance alone could have done this', describeMoney(evidence)),
  };
}

/** A ranking that earns nothing by these rules. */
function judgeLoss(evidence: Evidence): Verdict {
  const { trades, breakEvenBps, paidBps } = evidence;
  const kind = 'eaten-by-costs';
  if (trades === 0) {
    const sentence = say(describeAuc(evidence), 'These rules made no trade');
    return { kind: 'too-few', tone: 'open', headline: 'It ranks, but did not trade.', sentence };
  }
  const sentence = say(describeAuc(evidence), describeNoSkill(evidence), describeCosts(evidence));
  // Luck may have made the loss where the interval holds what is paid.
  const tone = breakEvenBps.ci[1] < paidBps ? 'bad' : 'open';
  return breakEvenBps.value > 0
    ? { kind, tone, headline: 'It ranks, but costs eat it.', sentence }
    : { kind, tone, headline: 'It ranks, but these rules lose.', sentence };
}

/** A profit that luck or the market explains. */
function judgeLuck(evidence: Evidence): Verdict | undefined {
  const { days, trades, pnl, minTrackRecordDays, randomEntryP } = evidence;
  const open = { kind: 'too-few', tone: 'open' } as const;
  const told = [describeAuc(evidence), describeProfit(evidence)];
  if (!(trades >= verdictLimits.minTrades)) {
    const needed = Math.ceil((days * verdictLimits.minTrades) / Math.max(1, trades));
    const sentence = say(
      ...told,
      `${formatTrades(trades)} say nothing yet: at this rate ${formatDays(needed)} would give ${verdictLimits.minTrades}`,
    );
    return { ...open, headline: 'Too few trades to tell.', sentence };
  }
  if (!(pnl.ci[0] > 0) || !(minTrackRecordDays <= days)) {
    const needed = Math.ceil(
      Math.max(minTrackRecordDays, days * (measureReach(pnl) / pnl.value) ** 2),
    );
    const more =
      Number.isFinite(needed) && needed > days
        ? `it would take ${formatSpan(needed)} like these to tell`
        : undefined;
    return { ...open, headline: 'A profit that may be luck.', sentence: say(...told, more) };
  }
  if (!(randomEntryP <= verdictLimits.maxRandomEntryP)) {
    const share = formatPercent(randomEntryP, { digits: 0 });
    const sentence = say(
      ...told,
      `${share} of random entries, as many and as long, earned as much`,
    );
    return { ...open, headline: 'A profit that random entries make too.', sentence };
  }
  return undefined;
}

/** A profit that is the best of many. */
function judgeTries(evidence: Evidence): Verdict | undefined {
  const { trials, deflatedSharpe } = evidence;
  if (trials < 2 || deflatedSharpe >= verdictLimits.minDeflatedSharpe) return undefined;
  const sentence = say(
    describeAuc(evidence),
    describeProfit(evidence),
    `it is one of ${formatCount(trials)} tries on these bars, and after them the probability that it is more than luck is ${formatPercent(deflatedSharpe, { digits: 0 })}`,
  );
  const headline = `It survives costs, but not ${formatCount(trials)} tries.`;
  return { kind: 'not-after-tries', tone: 'open', headline, sentence };
}

function describeEdge(evidence: Evidence): Verdict {
  const { days, pnl, capital, maxDrawdownFraction, skill, sharpe } = evidence;
  const month = ((pnl.value / capital) * 30) / days;
  const isSmall = month < verdictLimits.smallMonth;
  const isClear =
    !isSmall &&
    sharpe.ci[0] > 1 &&
    pnl.value / capital >= -verdictLimits.clearOverDrawdown * maxDrawdownFraction;
  const size = isClear ? 'A clear' : isSmall ? 'A small' : 'An';
  return {
    kind: 'edge',
    // Probabilities that are worse than a constant are no model to trust, whatever was earned.
    tone: skill.value > 0 ? 'good' : 'open',
    headline: `${size} edge that survives costs.`,
    sentence: say(
      describeAuc(evidence),
      describeNoSkill(evidence),
      describeProfit(evidence),
      describeCosts(evidence),
    ),
  };
}

function describeAuc({ auc, days }: Evidence): string {
  const [low, high] = auc.ci;
  const three = (value: number) => formatNumber(value, { digits: 3 });
  return `AUC ${three(auc.value)} (${three(low)}–${three(high)}) on ${formatDays(days)} it never saw`;
}

/** Said only where it is so: the probabilities are worse than none. */
function describeNoSkill({ skill, logLoss, constantLogLoss }: Evidence): string | undefined {
  if (!(skill.value < 0)) return undefined;
  const four = (value: number) => formatNumber(value, { digits: 4 });
  return `as probabilities they are worse than no model (log loss ${four(logLoss)}, a constant guess ${four(constantLogLoss)})`;
}

function describeProfit({ pnl, trades }: Evidence): string {
  return `${formatMoney(pnl.value, { isSigned: true })} (${showRange(pnl)}) net in ${formatTrades(trades)}`;
}

function describeMoney({ pnl, trades }: Evidence): string | undefined {
  if (trades === 0) return undefined;
  return `${formatTrades(trades)} made ${formatMoney(pnl.value, { isSigned: true })}`;
}

function describeCosts({ breakEvenBps: { value, ci }, paidBps }: Evidence): string {
  const paid = `you pay ${formatBps(paidBps)}`;
  if (!(value > 0)) return `it loses even without costs; ${paid} a side`;
  const range = Number.isFinite(ci[0])
    ? ` (${formatNumber(ci[0], { digits: 1 })} to ${formatNumber(ci[1], { digits: 1 })})`
    : '';
  return `it breaks even at ${formatBps(value)}${range} a side; ${paid}`;
}

function showRange({ ci: [low, high] }: Estimate): string {
  const signed = { isSigned: true };
  return `${formatMoney(low, signed)} to ${formatMoney(high, signed)}`;
}

/** The longer half of an interval. */
function measureReach({ value, ci: [low, high] }: Estimate): number {
  return Math.max(value - low, high - value);
}

/** A number of days that is only roughly known. */
function formatSpan(days: number): string {
  return days > maxTellableDays ? 'more than ten years' : `about ${formatDays(days)}`;
}

function formatDays(days: number): string {
  return days === 1 ? '1 day' : `${formatCount(days)} days`;
}

function formatTrades(trades: number): string {
  return trades === 1 ? '1 trade' : `${formatCount(trades)} trades`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** Joins parts to sentences, each with a capital letter and a full stop. */
function say(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`)
    .join(' ');
}

/** Horizon up to which returns can hardly be foreseen on real markets. */
export const shortHorizonMs = 600_000;

/** AUC beyond which a leak is likelier than skill, on real bars at a short horizon. */
const suspiciousAuc = 0.56;

/** Whether a result is too good to be shown before leaks have been looked for. */
export function needsLeakCheck({
  auc,
  horizonBars,
  intervalMs,
  isSample,
}: {
  readonly auc: number;
  readonly horizonBars: number;
  readonly intervalMs: number;
  readonly isSample: boolean;
}): boolean {
  return !isSample && auc > suspiciousAuc && horizonBars * intervalMs <= shortHorizonMs;
}
