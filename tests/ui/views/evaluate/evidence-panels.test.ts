import { expect, test } from 'vitest';
import AutopsyPanel from '../../../../src/ui/views/evaluate/AutopsyPanel.svelte';
import CostsPanel from '../../../../src/ui/views/evaluate/CostsPanel.svelte';
import PlaceboPanel from '../../../../src/ui/views/evaluate/PlaceboPanel.svelte';
import { readFigures, readRows, readText, renderMarkup } from '../live/render';

test('each placebo test shows its sentence, its result, what chance gives, and p', () => {
  const placebo = (name: string, runs: number, p: number) => ({
    name,
    label: `Label of ${name}`,
    meaning: `Meaning of ${name}.`,
    runs,
    observed: 12.5,
    null: runs > 0 ? { low: -40, median: -20, high: 3 } : { low: NaN, median: NaN, high: NaN },
    p,
  });
  const markup = renderMarkup(PlaceboPanel, {
    placebos: [placebo('entries', 2000, 0.0005), placebo('shifts', 0, NaN)],
    comparison: {
      pnl: 12.5,
      holdings: [
        {
          name: 'all',
          label: 'Buy & hold',
          meaning: 'All of it.',
          fraction: 1,
          pnl: 100,
          difference: -87.5,
        },
      ],
    },
  });
  const [tests] = markup.split('</table>');
  expect(readRows(tests)).toEqual([
    ['Label of entries Meaning of entries.', '+$12.50', '−$40.00 to +$3.00', '0.0005'],
    ['Label of shifts Meaning of shifts.', '+$12.50', 'too few bars', '–'],
  ]);
  expect(readFigures(markup, 'entries-p')).toEqual(['0.0005']);
  expect(readFigures(markup, 'shifts-p')).toEqual(['']);
  expect(readFigures(markup, 'ahead-of-all')).toEqual(['-87.5']);
  expect(readText(markup)).toContain('the share of 2,000 random results');
});

test('the costs show break-even with its interval, and P/L at each cost', () => {
  const priced = (feeBps: number, slippageBps: number, pnl: number) => ({
    feeBps,
    slippageBps,
    pnl,
  });
  const costs = {
    breakEvenBps: { value: 5.7, ci: [0.5, 10.8] },
    paidBps: 11,
    turnover: 2.6,
    turnoverPerDay: 0.04,
    presets: [{ ...priced(7.5, 1, -7.5), label: 'Preset' }],
    curve: [priced(0, 0, 15), priced(10, 0, -11)],
    slippage: [priced(10, 0, -11)],
    latency: [{ bars: 1, trades: 20, pnl: -12, breakEvenBps: 5.2 }],
    wideSpread: { meanMultiple: 1.3, extraCost: 2, pnl: -16 },
  };
  const text = readText(renderMarkup(CostsPanel, { costs }));
  expect(text).toContain('5.7 bps 0.5 to 10.8 (95%)');
  expect(text).toContain('Preset 8.5 bps a side −$7.50');
  expect(text).toContain('0 bps −$11.00');
  expect(text).toContain('1 bar breaks even at 5.2 bps −$12.00');
  expect(text).toContain('traded at 1.30 times the usual volatility');
  const few = { ...costs, breakEvenBps: { value: 5.7, ci: [NaN, NaN] } };
  expect(readText(renderMarkup(CostsPanel, { costs: few }))).toContain('too few days');
});

test('the autopsy has a row for each rule, with the change that it makes', () => {
  const step = { sin: 'Because.', days: 14, trades: 100, winRate: 0.62, sharpe: 9.5 };
  const markup = renderMarkup(AutopsyPanel, {
    steps: [
      { ...step, name: 'reference', label: 'Reference', pnl: 150, pnlFraction: 0.015 },
      { ...step, name: 'fees', label: 'Fees', pnl: -20, pnlFraction: -0.002, sharpe: NaN },
    ],
  });
  expect(readRows(markup)).toEqual([
    ['Reference Because.', '100', '62.0%', '+$150.00', '+$150.00', '9.50'],
    ['Fees Because.', '100', '62.0%', '−$20.00', '−$170.00', '–'],
  ]);
  expect(readText(markup)).toContain('Rows cover 14 and 14 days');
});
