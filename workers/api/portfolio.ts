import type { BackendChoice } from '../../src/core/models/options';
import type { PortfolioLimits, PortfolioTrade } from '../../src/core/trading/portfolio/portfolio';
import type { PortfolioReport } from '../../src/core/trading/portfolio/report';
import type { TradingSettings } from '../../src/core/trading/settings';

/** Datasets of one interval that are traded on one capital, each by a model where the strategy needs one. */
export interface PortfolioRequest {
  readonly members: readonly {
    readonly datasetId: string;
    readonly modelId?: string | undefined;
  }[];
  readonly limits: PortfolioLimits;
  /** Of every symbol. */
  readonly settings: TradingSettings;
  readonly backend: BackendChoice;
}

/** What one account did that traded several datasets. */
export interface PortfolioResult {
  /** Open time of each bar of any dataset, ascending, each once. */
  readonly openTime: Float64Array;
  /** Equity at the close of each of these; dollars. */
  readonly equity: Float64Array;
  readonly report: PortfolioReport;
  readonly trades: readonly PortfolioTrade[];
}
