import type { ModelComparison } from '../../../core/live/model-comparison';
import type { ComparedChallenge } from '../../../state/live/challenge.svelte';
import {
  formatCount,
  formatMoney,
  formatNumber,
  formatPercent,
  formatUtc,
  rawValue,
} from '../../format';

/** A figure of champion and challenger side by side. */
export interface ComparedFigure {
  readonly name: string;
  readonly label: string;
  /** As text, champion first. */
  readonly texts: readonly [string, string];
  readonly values: readonly [string, string];
}

/** Returns the figures of both over the same bars. */
export function listFigures({ report }: ComparedChallenge): readonly ComparedFigure[] {
  const { accounts, models } = report;
  const make = (
    name: string,
    label: string,
    format: (value: number) => string,
    champion = NaN,
    challenger = NaN,
  ): ComparedFigure => ({
    name,
    label,
    texts: [format(champion), format(challenger)],
    values: [rawValue(champion), rawValue(challenger)],
  });
  const { champion, challenger } = accounts;
  const signedMoney = (value: number) => formatMoney(value, { isSigned: true });
  const signedPercent = (value: number) => formatPercent(value, { isSigned: true });
  const three = (value: number) => formatNumber(value, { digits: 3 });
  return [
    make('pnl', 'P/L', signedMoney, champion.pnl, challenger.pnl),
    make('pnl-pct', 'P/L %', signedPercent, champion.pnlFraction, challenger.pnlFraction),
    make('sharpe', 'Sharpe', formatNumber, champion.sharpe, challenger.sharpe),
    make('trades', 'Trades', formatCount, champion.trades, challenger.trades),
    make('auc', 'Live AUC', three, models?.champion.auc, models?.challenger.auc),
    make('log-loss', 'Log loss', three, models?.champion.logLoss, models?.challenger.logLoss),
  ];
}

/** Returns whether the difference of the two means anything, in a plain sentence. */
export function describeComparison({ champion, challenger, report }: ComparedChallenge): string {
  const { accounts, models } = report;
  if (accounts.bars === 0) return 'No bar has been traded by both yet.';
  if (champion.modelId === challenger.modelId) {
    return 'Both ask the same model: only their settings differ, and that shows in many trades alone.';
  }
  if (models === undefined) {
    return 'Their models cannot be compared: one is not here, or they speak of different horizons.';
  }
  return describeModels(models);
}

/** Returns the bars that all figures are of, and how many of them AUC and log loss can judge. */
export function describeSpan({ report }: ComparedChallenge): string {
  const { bars, from = NaN, to = NaN } = report.accounts;
  const span = `${formatCount(bars)} bars that both traded, from ${formatUtc(from)} to ${formatUtc(to)} UTC`;
  if (report.models === undefined) return `${span}.`;
  return `${span}; AUC and log loss count the ${formatCount(report.models.bars)} of them where both models answered and the outcome is known.`;
}

function describeModels({ verdict, bars, effectiveBars, difference }: ModelComparison): string {
  const over = `over ${formatCount(bars)} bars`;
  const size = formatNumber(Math.abs(difference.mean), { digits: 4 });
  switch (verdict) {
    case 'too-early':
      return `Too early to tell: ${formatCount(Math.floor(effectiveBars))} independent labels so far, 30 are the least.`;
    case 'no-difference':
      return `No difference that chance would not make: log loss apart by ${size} ${over}.`;
    case 'challenger-better':
      return `The challenger predicts better: its log loss is lower by ${size} ${over}, more than chance makes.`;
    case 'champion-better':
      return `The champion predicts better: its log loss is lower by ${size} ${over}, more than chance makes.`;
  }
}
