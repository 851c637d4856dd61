import { describe, expect, test } from 'vitest';
import {
  qualityChecks,
  type QualityCheck,
  type QualityHandling,
} from '../../../../../src/core/bars/quality/report';
import {
  checkTexts,
  describePlace,
  gradeQuality,
  hasManyGaps,
} from '../../../../../src/ui/views/data/detail/quality-text';

const finding = (check: QualityCheck, handling: QualityHandling = 'kept') => ({
  check,
  handling,
  count: 1,
  first: { where: '', detail: '' },
});

describe('the grade of a dataset', () => {
  test('is good where nothing was found', () => {
    expect(gradeQuality({ rows: 10, findings: [] })).toEqual({ text: 'good', isWarning: false });
  });

  test('counts what was found, and warns only of what matters', () => {
    const usual = [finding('disorder', 'corrected'), finding('gap'), finding('zero-volume')];
    expect(gradeQuality({ rows: 10, findings: usual })).toEqual({
      text: '3 notes',
      isWarning: false,
    });
    expect(gradeQuality({ rows: 10, findings: [finding('outlier')] })).toEqual({
      text: '1 note',
      isWarning: true,
    });
    const lost = [finding('not-a-number', 'left-out')];
    expect(gradeQuality({ rows: 10, findings: lost }).isWarning).toBe(true);
  });

  test('is no grade for bars that were never checked', () => {
    expect(gradeQuality(undefined)).toEqual({ text: 'not checked', isWarning: false });
  });
});

test('every check has a title of its own and a sentence', () => {
  const texts = qualityChecks.map((check) => checkTexts[check]);
  expect(new Set(texts.map(({ title }) => title)).size).toBe(qualityChecks.length);
  expect(texts.filter(({ meaning }) => !meaning.endsWith('.'))).toEqual([]);
});

test('a place is told as far as it is known', () => {
  const time = Date.UTC(2024, 2, 1);
  const detail = 'high 1 under low 2';
  expect(describePlace({ time, where: 'a.csv, row 12', detail })).toBe(
    '2024-03-01 00:00 UTC, a.csv, row 12: high 1 under low 2',
  );
  expect(describePlace({ where: 'a.csv, row 12', detail })).toBe(
    'a.csv, row 12: high 1 under low 2',
  );
  expect(describePlace({ where: '', detail })).toBe(detail);
});

test('gaps are many from one bar in a hundred on', () => {
  expect(hasManyGaps({ bars: 9_900, missingBars: 100 })).toBe(false);
  expect(hasManyGaps({ bars: 9_899, missingBars: 101 })).toBe(true);
});
