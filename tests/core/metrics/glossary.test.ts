import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findExplanation } from '../../../src/core/metrics/glossary';
import { classificationMetrics, performanceMetrics } from '../../../src/core/metrics/list';

const ui = join(import.meta.dirname, '../../../src/ui');

/** Stable names that components write out beside `attribute`. */
function listNames(attribute: string): string[] {
  const files = readdirSync(ui, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.svelte'))
    .flatMap((file) => {
      const text = readFileSync(join(ui, file), 'utf8');
      return [...text.matchAll(new RegExp(`${attribute}="([a-z0-9-]+)"`, 'g'))].map(
        ([, name]) => name,
      );
    });
}

test('whatever the page names as a figure to be explained is explained', () => {
  const named = listNames('<Explained metric').filter(
    (name) => findExplanation(name) === undefined,
  );
  expect(named).toEqual([]);
});

test('every figure of the page that is named in full has an entry', () => {
  const named = [...new Set(listNames('\\bmetric'))];
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((name) => findExplanation(name) === undefined)).toEqual([]);
});

test('a figure of a report is explained by its entry, under other names too', () => {
  for (const metric of [...performanceMetrics, ...classificationMetrics]) {
    expect(findExplanation(metric.metric)).toBe(metric);
  }
  const [sharpe] = performanceMetrics.filter(({ metric }) => metric === 'sharpe');
  expect(findExplanation('evidence-sharpe')).toBe(sharpe);
  expect(findExplanation('evidence-break-even')?.label).toBe('Break-even cost');
  expect(findExplanation('raw-brier')?.label).toBe('Brier score');
});

test('other figures say what they are, how they are computed and when not to trust them', () => {
  for (const name of ['probability', 'confidence', 'deflated-sharpe', 'pbo', 'best-auc', 'loss']) {
    const { label, meaning, formula, caution } = findExplanation(name) ?? {};
    expect(label, name).toMatch(/^[A-Z]/);
    expect(meaning, name).toMatch(/^[A-Z].*[^.]$/);
    expect(formula, name).toBeTruthy();
    expect(caution, name).toMatch(/^[A-Z].*\.$/);
  }
  expect(findExplanation('no-such-figure')).toBeUndefined();
});
