import { expect, test } from 'vitest';
import { findLeaks } from '../../../../src/core/verdict/leak-detector';
import { market, planted } from './planted';

test('there are at least thirty kinds of leaks', () => {
  expect(new Set(planted.map(({ leak }) => leak)).size).toBeGreaterThanOrEqual(30);
});

test.each(planted)('$leak is found and named', ({ found, pipeline, prepare }) => {
  const { findings } = findLeaks(pipeline, prepare?.(market) ?? market, { probes: 16 });
  expect(findings.map(({ stage, name }) => `${stage} ${name}`)).toEqual(found);
});
