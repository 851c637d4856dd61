import { expect, test } from 'vitest';
import { escapeHtml, lineChart, section, table } from '../../../src/core/verdict/report-parts';

const hostile = `<img src=x onerror="alert('1')">&`;

test('texts stay texts in every part', () => {
  expect(escapeHtml(hostile)).toBe('&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;');
  const parts = [
    section(hostile, hostile),
    table(hostile, [hostile], [[hostile, hostile]]),
    lineChart({
      label: hostile,
      lines: [{ name: hostile, values: [1, 2], color: hostile }],
      ends: [hostile, hostile],
      format: () => hostile,
    }),
  ];
  for (const part of parts) expect(part).not.toContain('<img');
});

test('a line leaves a gap where a value is missing, and spans the height between its extremes', () => {
  const svg = lineChart({
    label: 'Equity',
    lines: [{ name: 'Equity', values: [0, 1, NaN, 0.5], color: 'green' }],
    ends: ['1 Jan', '4 Jan'],
    format: String,
  });
  expect(svg).toContain('d="M0.0 220.0L240.0 0.0M720.0 110.0"');
});

test('a line without a value draws nothing', () => {
  const lines = [{ name: 'Equity', values: [NaN], color: 'green' }];
  expect(lineChart({ label: '', lines, ends: ['', ''], format: String })).toBe('');
});
