import { type TradeColumn, tradeColumns } from '../log/columns';
import type { PortfolioTrade } from './portfolio';

const [entry, ...others] = tradeColumns;

/** The columns of the trade log of several symbols: those of one symbol, and which one it was. */
export const portfolioTradeColumns: readonly TradeColumn<PortfolioTrade>[] = [
  entry,
  {
    name: 'symbol',
    label: 'Dataset',
    meaning: 'What was traded',
    unit: 'text',
    width: 16,
    read: ({ symbol }) => symbol,
  },
  ...others,
];
