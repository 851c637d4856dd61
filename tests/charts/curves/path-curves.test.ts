import { expect, test } from 'vitest';
import {
  buildFanData,
  buildRollingData,
  summarizeFan,
  summarizeRolling,
} from '../../../src/charts/curves/path-curves';
import { shuffleTrades as startShuffleTrades } from '../../../src/core/metrics/path-risk';
import { finishAs } from '../../core/finish-steps';

const shuffleTrades = finishAs(startShuffleTrades);

const risk = shuffleTrades([2, 2, 2, 2, 2], 10, { runs: 20 });

test('a fan has five quantiles and the run itself at each step', () => {
  if (risk === undefined) throw new Error('there are enough trades');
  const data = buildFanData(risk);
  expect(data).toHaveLength(7);
  for (const equity of data.slice(1)) expect(equity).toEqual([10, 12, 14, 16, 18, 20]);
  expect(summarizeFan(risk, 'trades')).toContain('20 paths over 5 trades');
  expect(summarizeFan(risk, 'trades')).toContain('this run ended at $20');
});

test('a ratio that is not defined leaves a gap', () => {
  const day = 86_400_000;
  const rolling = { windowDays: 30, time: [0, day, 2 * day], sharpe: [1, NaN, -2] };
  expect(buildRollingData(rolling)).toEqual([
    [0, 86_400, 172_800],
    [1, null, -2],
  ]);
  expect(summarizeRolling(rolling)).toContain('between −2.0 and 1.0');
  expect(summarizeRolling({ windowDays: 30, time: [], sharpe: [] })).toContain('fewer than 30');
});
