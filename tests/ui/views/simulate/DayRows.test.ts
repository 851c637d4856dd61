import { expect, test } from 'vitest';
import DayRows from '../../../../src/ui/views/simulate/DayRows.svelte';
import { readFigures, readText, renderMarkup } from '../live/render';

test('the confidence of recent signals is averaged, and unknown where there is none', () => {
  const render = (confidences: readonly number[]): string =>
    renderMarkup(DayRows as never, {
      bars: undefined,
      last: -1,
      signals: confidences.map((confidence) => ({ confidence })),
    });
  expect(readFigures(render([0.2, 0.5]), 'mean-confidence')).toEqual(['0.35']);
  expect(readText(render([0.2, 0.5]))).toContain('Average confidence 35.0%');
  expect(readFigures(render([]), 'mean-confidence')).toEqual(['']);
});
