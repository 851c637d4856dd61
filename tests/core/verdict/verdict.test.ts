import { describe, expect, it } from 'vitest';
import { judge, judgeRanking, type Evidence } from '../../../src/core/verdict/verdict';

const weakEdge: Evidence = {
  auc: 0.516,
  aucCi: [0.504, 0.528],
  trades: 412,
  pnl: -128.6,
  breakEvenBps: 0.4,
  paidBps: 11,
};

describe('judge', () => {
  it('says that costs eat a proven edge which loses', () => {
    const { tone, headline, sentence } = judge(weakEdge);
    expect(tone).toBe('bad');
    expect(headline).toBe('Weak edge, eaten by costs.');
    expect(sentence).toBe('AUC 0.516 (0.504–0.528). Breaks even at 0.4 bps a side; you pay 11.');
  });
  it('says that a proven edge which earns survives its costs', () => {
    const verdict = judge({
      ...weakEdge,
      auc: 0.59,
      aucCi: [0.57, 0.61],
      pnl: 900,
      breakEvenBps: 7,
    });
    expect(verdict.tone).toBe('good');
    expect(verdict.headline).toBe('Clear edge that survives costs.');
  });
  it('claims no edge where the interval contains 0.5, whatever the profit', () => {
    const unproven = { ...weakEdge, aucCi: [0.49, 0.542] as const };
    expect(judge(unproven).headline).toBe('No proven edge, and a loss.');
    const lucky = judge({ ...unproven, pnl: 50, breakEvenBps: 14 });
    expect(lucky.headline).toBe('No proven edge; the profit may be luck.');
    expect(lucky.tone).toBe('open');
  });
  it('claims nothing where there are too few days for an interval', () => {
    const few = { ...weakEdge, aucCi: [NaN, NaN] as const };
    const { tone, headline, sentence } = judge({ ...few, pnl: 500 });
    expect([tone, headline]).toEqual(['open', 'Too few days to tell.']);
    expect(sentence).toBe('AUC 0.516. Breaks even at 0.4 bps a side; you pay 11.');
    expect(judge({ ...few, trades: 0 }).headline).toBe('Too few days to tell.');
    const ranking = judgeRanking(0.516, [NaN, NaN]);
    expect(ranking.tone).toBe('open');
    expect(ranking.sentence).toBe('AUC 0.516: an interval takes labels of five days.');
  });
  it('claims no edge on bars that the model was not tested on', () => {
    const edge = {
      ...weakEdge,
      auc: 0.59,
      aucCi: [0.57, 0.61] as const,
      trainedOn: 'Sample market 1',
    };
    expect(judge(edge)).toEqual({
      tone: 'bad',
      headline: 'Other bars, and a loss.',
      sentence:
        'Trained on Sample market 1, and judged there only. Breaks even at 0.4 bps a side; you pay 11.',
    });
    expect(judge({ ...edge, pnl: 500 }).tone).toBe('open');
    expect(judge({ ...edge, trades: 0 }).headline).toBe('Not judged on these bars.');
  });
  it('never calls a model below chance good', () => {
    const verdict = judge({ ...weakEdge, auc: 0.45, aucCi: [0.43, 0.47], pnl: 500 });
    expect(verdict).toMatchObject({ tone: 'bad', headline: 'Worse than a coin.' });
  });
  it('waits for thirty trades', () => {
    expect(judge({ ...weakEdge, trades: 29 }).headline).toBe('Too few trades to tell.');
    expect(judge({ ...weakEdge, trades: 30 }).headline).toBe('Weak edge, eaten by costs.');
    expect(judge({ ...weakEdge, trades: 1 }).sentence).toContain('1 trade says nothing');
  });
  it('judges only the ranking before the first trade', () => {
    const verdict = judge({ ...weakEdge, trades: 0, pnl: 0, breakEvenBps: Number.NaN });
    expect(verdict).toMatchObject({ tone: 'open', headline: 'Weak edge before costs.' });
  });
  it('tells losses that no fee explains', () => {
    const verdict = judge({ ...weakEdge, breakEvenBps: -2 });
    expect(verdict.headline).toBe('An edge these rules do not use.');
    expect(verdict.sentence).toContain('Loses even without costs');
  });
  it('has nothing to say without a model', () => {
    expect(judge({ ...weakEdge, auc: Number.NaN }).headline).toBe('Nothing to judge yet.');
  });
});

describe('judgeRanking', () => {
  it.each([
    [0.6, [0.58, 0.62], 'good', 'Clear edge before costs.'],
    [0.51, [0.49, 0.53], 'open', 'No proven edge.'],
    [0.45, [0.43, 0.47], 'bad', 'Worse than a coin.'],
  ] as const)('judges %d within %j as %s', (auc, ci, tone, headline) => {
    expect(judgeRanking(auc, ci)).toMatchObject({ tone, headline });
  });
});
