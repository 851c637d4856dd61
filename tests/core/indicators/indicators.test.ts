import { describe, it } from 'vitest';
import { computeEma } from '../../../src/core/indicators/ema';
import { computeRsi } from '../../../src/core/indicators/rsi';
import { computeSma } from '../../../src/core/indicators/sma';
import {
  expectToMatch,
  readReference,
  readReferenceBars,
  type ReferenceColumns,
} from '../bars/reference';

describe('indicators', () => {
  const { close } = readReferenceBars();
  const reference = readReference<ReferenceColumns>('indicators');

  it.each([
    ['sma_20', computeSma(close, 20)],
    ['sma_60', computeSma(close, 60)],
    ['ema_20', computeEma(close, 20)],
    ['rsi_14_wilder', computeRsi(close, 14, 'wilder')],
    ['rsi_14_simple', computeRsi(close, 14, 'simple')],
  ])('%s is the reference column', (name, values) => {
    expectToMatch(values, reference[name]);
  });
});
