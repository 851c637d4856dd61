import { expect, test } from 'vitest';
import { listShown } from '../../../../../src/core/trading/log/select';
import { tradeColumns } from '../../../../../src/core/trading/log/columns';
import TradeTable from '../../../../../src/ui/views/simulate/tools/trades/TradeTable.svelte';
import { readText, renderMarkup } from '../../live/render';

test('each head sorts and explains itself by the same button, which pointer, keyboard and touch reach', () => {
  const markup = renderMarkup(TradeTable as never, { trades: [], fileName: 'X' } as never);
  const heads = [...markup.matchAll(/<th\b(.*?)<\/th>/gs)].map(([head]) => head);
  expect(heads.map(readText)).toEqual(
    listShown(tradeColumns).map(({ name, label }) =>
      name === 'entry_time' ? `${label} ↓` : label,
    ),
  );
  for (const head of heads) {
    expect(head).toContain('<button');
    expect(head).not.toContain('title=');
  }
});

test('excursions say how they are computed, and when they mislead', () => {
  for (const name of ['mae_bps', 'mfe_bps']) {
    const column = tradeColumns.find((one) => one.name === name);
    expect(column?.formula).toMatch(/in at/);
    expect(column?.caution).toBeTruthy();
  }
});
