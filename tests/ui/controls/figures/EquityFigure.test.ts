import { expect, test } from 'vitest';
import EquityFigure from '../../../../src/ui/controls/figures/EquityFigure.svelte';
import { renderMarkup } from '../../views/live/render';

const render = (pnl: number, interval?: readonly [number, number]): string =>
  renderMarkup(EquityFigure as never, {
    equity: 10_000 + pnl,
    pnl,
    pnlFraction: pnl / 10_000,
    interval,
  });

test('a gain has a colour only where its interval is known and leaves 0 out', () => {
  expect(render(500, [100, 900])).toMatch(/class="up[ "]/);
  expect(render(-500, [-900, -100])).toMatch(/class="down[ "]/);
  for (const interval of [undefined, [NaN, NaN], [-100, 1100]] as const) {
    const markup = render(500, interval);
    expect(markup).toContain('+$500.00');
    expect(markup).not.toMatch(/class="(up|down)[ "]/);
  }
});
