import { expect, test } from 'vitest';
import SignalCard from '../../../../src/ui/views/simulate/SignalCard.svelte';
import { readFigures, readText, renderMarkup } from '../live/render';

const thresholds = { long: 0.52, short: 0.48 };

function render(signal: string, change: object = {}): string {
  const now = { signal, probability: 0.51, confidence: 0.75, positionSize: 0, price: 100 };
  return renderMarkup(SignalCard as never, { now, priceChange: 0, thresholds, ...change } as never);
}

test('what a signal has is its confidence, what NEUTRAL has is how near it is to one', () => {
  expect(readText(render('LONG'))).toMatch(/LONG confidence 75.0%/);
  expect(readText(render('NEUTRAL'))).toMatch(/NEUTRAL nearness to a signal 75.0%/);
});

test('NEUTRAL of a strategy without thresholds is near to nothing', () => {
  const markup = render('NEUTRAL', { thresholds: undefined });
  expect(readText(markup)).toMatch(/NEUTRAL confidence –/);
  expect(readFigures(markup, 'confidence')).toEqual(['']);
});

test('the probability is named as that of the model, and left out without one', () => {
  expect(readText(render('LONG'))).toContain('model p = 0.510');
  expect(readText(render('LONG', { hasModel: false }))).not.toContain('model p');
});
