import { expect, test } from 'vitest';
import ComparisonPanel from '../../../../src/ui/views/train/ComparisonPanel.svelte';
import { makeModel } from '../../../storage/make-records';
import { readFigures, readRows, readText, renderMarkup } from '../live/render';

const estimate = (value: number, reach: number) => ({ value, ci: [value - reach, value + reach] });

function render(difference: object): string {
  const [wide, narrow] = ['wide', 'narrow'].map((id) => makeModel('bars', { id, name: id }));
  const figuresOf = (auc: number, aucOver: readonly object[]) => ({
    auc: estimate(auc, 0.01),
    skill: estimate(0.002, 0.001),
    ece: 0.011,
    breakEvenBps: estimate(NaN, NaN),
    trades: 0,
    aucOver,
  });
  const zero = estimate(0, 0);
  const comparison = {
    ticked: [wide, narrow],
    reference: wide,
    referenceAt: 0,
    fraction: undefined,
    failure: undefined,
    comparison: { bars: 20_000, days: 14, from: 0, to: 14 * 86_400_000 },
    rows: [
      { model: wide, figures: figuresOf(0.53, [zero, zero]) },
      { model: narrow, figures: figuresOf(0.534, [difference, zero]) },
    ],
  };
  return renderMarkup(ComparisonPanel as never, { comparison });
}

test('a difference whose interval leaves 0 out is a claim, and is coloured', () => {
  const markup = render(estimate(0.004, 0.003));
  expect(readText(markup)).toContain('narrow ranks better than wide by 0.0040 (0.0010 to 0.0070).');
  expect(markup).toContain('<td class="up');
  expect(readFigures(markup, 'auc-difference')).toEqual(['0.004']);
  const rows = readRows(markup);
  expect(rows[0].slice(0, 3)).toEqual(['wide TCN', '0.5300 0.520 to 0.540', 'reference']);
  expect(rows[1].slice(2, 6)).toEqual([
    '+0.0040 0.0010 to 0.0070',
    '+0.20%',
    '1.10%',
    '– 0 trades',
  ]);
});

test('any other difference is none that these days can tell', () => {
  const markup = render(estimate(0.002, 0.003));
  expect(readText(markup)).toContain('no difference that these 14 days can tell');
  expect(markup).not.toContain('<td class="up');
});
