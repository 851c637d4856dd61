import type { EpochMs } from '../../bars/bars';
import { countPublished, type FundingRates } from '../../bars/funding-rates';
import { formatCount } from '../../format';
import type { Costs, Position, Quote } from '../positions';

/** A range of position values with its limits. */
interface MarginTier {
  /** The tier holds up to this value of a position, dollars. */
  readonly maxValue: number;
  readonly maxLeverage: number;
  /** Margin that a position must keep, a fraction of its value. */
  readonly maintenanceRate: number;
}

/**
 * Tiers of the BTCUSDT perpetual, as Binance announced them: "Updates to Leverage and Margin Tiers of Binance Futures Contracts
 * (2021-03-18)". Other symbols have tiers of their own, mostly stricter, and Binance has widened these since.
 */
const marginTiers: readonly MarginTier[] = [
  { maxValue: 50_000, maxLeverage: 125, maintenanceRate: 0.004 },
  { maxValue: 250_000, maxLeverage: 100, maintenanceRate: 0.005 },
  { maxValue: 1_000_000, maxLeverage: 50, maintenanceRate: 0.01 },
  { maxValue: 10_000_000, maxLeverage: 20, maintenanceRate: 0.025 },
  { maxValue: 20_000_000, maxLeverage: 10, maintenanceRate: 0.05 },
  { maxValue: 50_000_000, maxLeverage: 5, maintenanceRate: 0.1 },
  { maxValue: 100_000_000, maxLeverage: 4, maintenanceRate: 0.125 },
  { maxValue: 200_000_000, maxLeverage: 3, maintenanceRate: 0.15 },
  { maxValue: 300_000_000, maxLeverage: 2, maintenanceRate: 0.25 },
  { maxValue: 500_000_000, maxLeverage: 1, maintenanceRate: 0.5 },
];

/** Fee of a liquidation beside the ordinary one, in bps of the value: `liquidationFee` of BTCUSDT in Binance's exchange information. */
const liquidationFeeBps = 125;

/** The exit reason of a position whose margin is nearly lost. */
export const liquidation = 'liquidation';

/** Returns the highest value of a position that may have this leverage, dollars. */
export function findMaxValue(leverage: number): number {
  const tiers = marginTiers.filter(({ maxLeverage }) => leverage <= maxLeverage);
  return tiers.pop()?.maxValue ?? 0;
}

/**
 * Returns the price at which a position is liquidated that is backed by `margin` dollars of isolated margin alone: where margin and
 * open profit equal the maintenance margin, `value x rate - amount`. Undefined where no price above 0 does that.
 *
 * `(margin + amount - side x quantity x entry) / (quantity x (rate - side))`, with rate and maintenance amount of the tier that the
 * position then has (Binance, "How to Calculate Liquidation Price of USDⓈ-M Futures Contracts", one-way mode).
 */
export function findLiquidationPrice(position: {
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly margin: number;
}): number | undefined {
  const { side, quantity, entryPrice, margin } = position;
  let amount = 0;
  let below: MarginTier | undefined;
  let price = NaN;
  for (const tier of marginTiers) {
    // The amount keeps the maintenance margin continuous where one tier ends and the next begins.
    if (below !== undefined) {
      amount += below.maxValue * (tier.maintenanceRate - below.maintenanceRate);
    }
    below = tier;
    price =
      (margin + amount - side * quantity * entryPrice) / (quantity * (tier.maintenanceRate - side));
    if (quantity * price <= tier.maxValue) break;
  }
  return price > 0 ? price : undefined;
}

/**
 * Returns where and at what cost a position is liquidated that the price reaches at `quote`: the ordinary fee and that of a liquidation,
 * without slippage. Isolated margin is all that can be lost: what is beyond it the exchange's insurance fund pays.
 */
export function settleLiquidation(
  { side, quantity, entryPrice, margin = Infinity }: Position,
  quote: Quote,
  { feeBps }: Costs,
): { readonly quote: Quote; readonly costs: Costs } {
  const worst = entryPrice - (side * margin) / quantity;
  const price = side === 1 ? Math.max(quote.price, worst) : Math.min(quote.price, worst);
  const left = Math.max(0, margin + side * quantity * (price - entryPrice));
  const leftBps = (left / (quantity * price)) * 10_000;
  const costs = { feeBps: Math.min(feeBps + liquidationFeeBps, leftBps), slippageBps: 0 };
  return { quote: { ...quote, price }, costs };
}

/** Returns, for people, which funding is charged over a period: rates that were paid, or the constant. */
export function describeCharged(
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  rates: FundingRates | undefined,
): string {
  if (rates === undefined) {
    return 'Funding: constant. Drop a file of funding rates (Binance, freqtrade) on the Data view to charge what was paid.';
  }
  const { due, published } = countPublished(from, to, rates);
  const covered = `Funding: from file for ${formatCount(published)} of ${formatCount(due)} payments of these bars`;
  return published === due ? `${covered}.` : `${covered}; the constant for the others.`;
}
