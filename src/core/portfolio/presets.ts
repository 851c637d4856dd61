export type CostName = 'spotTaker' | 'spotTakerBnb' | 'futuresTaker' | 'reference';

export interface CostPreset {
  readonly label: string;
  /** Of the traded value, each side. */
  readonly feeBps: number;
  /** Of the price, against the trader, each side. */
  readonly slippageBps: number;
}

/** Costs of well-known venues (Binance fee schedule, regular user) and of the reference dashboard. */
export const costPresets: Readonly<Record<CostName, CostPreset>> = {
  spotTaker: { label: 'Binance spot taker', feeBps: 10, slippageBps: 1 },
  spotTakerBnb: { label: 'Binance spot taker, fee in BNB', feeBps: 7.5, slippageBps: 1 },
  futuresTaker: { label: 'Binance futures taker', feeBps: 5, slippageBps: 1 },
  reference: { label: 'Reference dashboard (free)', feeBps: 0, slippageBps: 0 },
};
