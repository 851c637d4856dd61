/** How well probabilities rank and match labels, on bars the model never saw. */
export interface ClassificationReport {
  /** Bars that have both a probability and a label. */
  readonly bars: number;
  readonly auc: number;
  /** 95% interval by DeLong; too narrow in truth, since labels overlap `horizon` bars. */
  readonly aucCi: readonly [number, number];
  /** `bars / horizon`: about how many labels are independent. */
  readonly effectiveBars: number;
  /** The interval with the variance scaled to `effectiveBars`. */
  readonly aucCiEffective: readonly [number, number];
  readonly logLoss: number;
  readonly brier: number;
  /** At 0.5. */
  readonly accuracy: number;
  /** Share of the more frequent label, what a constant guess reaches. */
  readonly majority: number;
  /** Expected calibration error over ten equal-width bins. */
  readonly ece: number;
  readonly reliability: readonly ReliabilityBin[];
  /** From (0, 0) to (1, 1), thinned to at most a few hundred points. */
  readonly roc: readonly {
    readonly falsePositiveRate: number;
    readonly truePositiveRate: number;
  }[];
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanProbability: number;
  /** Share of label 1. */
  readonly frequency: number;
}

/** The account after a run; fractions, dollars and bps as named. NaN where undefined. */
export interface PerformanceReport {
  readonly bars: number;
  readonly equity: number;
  readonly pnl: number;
  readonly pnlFraction: number;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number;
  readonly sharpe: number;
  readonly sortino: number;
  readonly volatilityFraction: number;
  /** Negative or 0. */
  readonly maxDrawdownFraction: number;
  readonly calmar: number;
  /** Daily, historical, positive = loss. */
  readonly var95Fraction: number;
  readonly cvar95Fraction: number;
  readonly profitFactor: number;
  /** Mean net profit of a trade, dollars. */
  readonly expectancy: number;
  readonly averageWin: number;
  /** Negative. */
  readonly averageLoss: number;
  /** Share of bars with an open position. */
  readonly exposureFraction: number;
  /** Traded value over starting capital. */
  readonly turnover: number;
  readonly feesPaid: number;
  readonly slippagePaid: number;
  /** Cost a side, fee and slippage together, at which the run would end at 0. */
  readonly breakEvenBps: number;
  readonly buyHoldFraction: number;
  /** Kelly fraction f* = W - (1 - W) / R, not clipped. */
  readonly kellyFraction: number;
}
