import { expect, test } from 'vitest';
import {
  describeConnection,
  writeLog,
} from '../../../../src/ui/views/live/connection/connection-text';

test('every state says what it is, and a wait how long it still lasts', () => {
  const say = (state: Parameters<typeof describeConnection>[0]) =>
    describeConnection(state, 10_000);
  expect(say({ kind: 'connecting', attempt: 1 }).title).toBe('Connecting…');
  expect(say({ kind: 'connecting', attempt: 3 }).title).toBe('Connecting (attempt 3)…');
  expect(say({ kind: 'back-filling', barsDone: 1500, barsTotal: 2000 }).title).toBe(
    'Back-filling (1,500 of 2,000 bars)',
  );
  expect(say({ kind: 'live', since: 0 })).toEqual({ title: 'Live', tone: 'good' });
  expect(say({ kind: 'retrying', at: 14_200, attempt: 2, reason: 'Closed.' })).toEqual({
    title: 'Retrying (attempt 2)',
    countdown: 'in 5 s',
    note: 'Closed.',
    tone: 'warn',
  });
  const blocked = { kind: 'blocked', reason: 'HTTP 451.', advice: 'Use files.' } as const;
  expect(say({ ...blocked, until: 310_000 })).toMatchObject({
    countdown: 'next try in 5 min',
    note: 'HTTP 451. Use files.',
  });
  expect(say({ ...blocked, until: undefined })).not.toHaveProperty('countdown');
  const advised = { attempt: 4, advice: 'Use files.' } as const;
  expect(say({ kind: 'connecting', ...advised }).note).toBe('Use files.');
  expect(say({ kind: 'retrying', at: 0, reason: 'Refused', ...advised }).note).toBe(
    'Refused. Use files.',
  );
});

test('the log is copied with times and levels', () => {
  expect(writeLog([{ time: 0, level: 'info', text: 'Connected.' }])).toBe(
    '1970-01-01T00:00:00.000Z info Connected.',
  );
});

test('a stale connection says why, and what is not done on it', () => {
  expect(
    describeConnection({ kind: 'stale', since: 0, reason: 'The exchange is silent' }, 0),
  ).toEqual({
    title: 'Stale',
    note: 'The exchange is silent. Late bars lead to no order.',
    tone: 'warn',
  });
});
