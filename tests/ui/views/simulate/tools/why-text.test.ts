import { expect, test } from 'vitest';
import type { BarExplanation } from '../../../../../src/core/trading/explain-bar';
import { defaultTradingSettings } from '../../../../../src/core/trading/settings';
import { explainOutcome } from '../../../../../src/ui/views/simulate/tools/why/why-text';
import { makePosition, makeTrade } from '../../../../charts/make-trade';

const settings = { ...defaultTradingSettings, minConfidence: 0.1 };

function say(change: Partial<BarExplanation>, unbrokenBars = 100): string {
  const explanation: BarExplanation = {
    index: 7,
    time: 480_000,
    price: 100,
    probability: 0.5,
    signal: 'LONG',
    confidence: 0.05,
    outcome: { kind: 'neutral' },
    positions: [makePosition(3)],
    entries: [],
    exits: [],
    ...change,
  };
  const input = { features: [], neededBars: 100, unbrokenBars };
  return explainOutcome({ ...explanation, input }, settings);
}

test('a probability between the thresholds says how far it is from the nearer one', () => {
  expect(say({ probability: 0.517 })).toBe(
    'No trade: the probability of 0.517 is between the thresholds, 0.003 from long.',
  );
  expect(say({ probability: 0.49 })).toContain('0.010 from short');
});

test('without a probability it says what the model lacked', () => {
  expect(say({ probability: NaN }, 12)).toContain(
    'It reads 100 bars without a gap, and there were 12.',
  );
  expect(say({ probability: NaN })).toContain('a feature is unknown');
});

test('each reason has its sentence', () => {
  expect(say({ outcome: { kind: 'filtered' } })).toContain(
    'its confidence of 5.0% is below the minimum of 10.0%',
  );
  expect(say({ outcome: { kind: 'busy' } })).toContain(
    'a position was open since 1970-01-01 00:03, as many as the settings allow',
  );
  expect(say({ outcome: { kind: 'warming-up', bars: 3, needed: 60 } })).toContain(
    'needs 60 bars without a gap to decide, and there were 3',
  );
  expect(say({ outcome: { kind: 'pending' } })).toContain('LONG was ordered at this close');
  expect(say({ outcome: { kind: 'gap' } })).toContain('bars are missing');
  expect(say({ outcome: { kind: 'taken-back' } })).toContain(
    'an opposite signal took the order back',
  );
  expect(say({ outcome: { kind: 'limit-not-reached' } })).toContain('did not trade through it');
  expect(say({ outcome: { kind: 'side-off' } })).toContain('switched off');
  expect(say({ outcome: { kind: 'no-cash' } })).toContain('nothing was left to trade with');
});

test('a trade is told with its fills and the rule that closed it', () => {
  expect(say({ outcome: { kind: 'open', position: makePosition(8) } })).toBe(
    'LONG: in at $100.00 on 1970-01-01 00:08. The position is open.',
  );
  expect(say({ outcome: { kind: 'closed', trade: makeTrade(8, 12) } })).toContain(
    'out at $101.00 on 1970-01-01 00:12 (held to its end): a gain of $1.00 after costs.',
  );
});
