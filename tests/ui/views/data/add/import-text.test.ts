import { describe, expect, it } from 'vitest';
import { describeImport, estimateImport } from '../../../../../src/ui/views/data/add/import-text';

const parsing = { stage: 'parsing', subject: 'a.zip', fraction: 0.25, startedAt: 1000 } as const;

describe('import progress', () => {
  it('names the file that is being worked on', () => {
    expect(describeImport(parsing)).toBe('Parsing a.zip…');
  });
  it('estimates the time left by the pace so far', () => {
    expect(estimateImport(parsing, 6000)).toBe('about 15 s left');
  });
  it('does not guess from the first moments or an unknown total', () => {
    expect(estimateImport({ ...parsing, fraction: 0.01 }, 6000)).toBe('estimating…');
    expect(estimateImport(parsing, 1100)).toBe('estimating…');
    expect(estimateImport({ ...parsing, fraction: Number.NaN }, 6000)).toBe('estimating…');
  });
  it('tells when a lost connection is tried again', () => {
    expect(estimateImport({ ...parsing, stage: 'fetching', retryInSeconds: 2.4 }, 6000)).toBe(
      'connection lost, next try in 3 s',
    );
  });
  it('promises nothing while the result is being stored', () => {
    expect(estimateImport({ ...parsing, stage: 'storing' }, 6000)).toBe('');
  });
});
