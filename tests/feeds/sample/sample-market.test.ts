import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Bars, countBars, listColumns } from '../../../src/core/bars/bars';
import { validateBars } from '../../../src/core/bars/validate';
import { defaultSampleSeed, generateSampleMarket } from '../../../src/feeds/sample/sample-market';

const market = generateSampleMarket({ kind: 'edge', seed: defaultSampleSeed });
const noise = generateSampleMarket({ kind: 'noise', seed: defaultSampleSeed });

function hashColumns(bars: Bars): string {
  const hash = createHash('sha256');
  for (const { name, values } of listColumns(bars)) {
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

describe('generateSampleMarket', () => {
  it('gives the same bytes for the same seed, on every machine', () => {
    expect(hashColumns(market.bars)).toBe(
      '34f4e17878356feb19051c2505309d44e3e2c79264231bc965dd519d8571b2e0',
    );
    const again = generateSampleMarket({ kind: 'edge', seed: defaultSampleSeed });
    expect(hashColumns(again.bars)).toBe(hashColumns(market.bars));
    expect(again.facts).toEqual(market.facts);
  });

  it('gives another market for another seed or kind', () => {
    const small = (seed: number, kind: 'edge' | 'noise' = 'edge') =>
      hashColumns(generateSampleMarket({ kind, seed, bars: 1000 }).bars);
    expect(new Set([small(1), small(2), small(-1), small(1, 'noise')]).size).toBe(4);
  });

  it('gives the first bars of a longer market of the same seed', () => {
    const short = generateSampleMarket({ kind: 'edge', seed: defaultSampleSeed, bars: 1000 });
    expect(short.bars.close).toEqual(market.bars.close.slice(0, 1000));
    expect(short.bars.takerBuyQuote).toEqual(market.bars.takerBuyQuote?.slice(0, 1000));
  });

  it('gives 129,600 valid one-minute bars without a gap', () => {
    for (const { bars } of [market, noise]) {
      expect(validateBars(bars)).toBe(bars);
      expect(countBars(bars)).toBe(129_600);
      expect(bars.intervalMs).toBe(60_000);
      expect(bars.openTime[129_599] - bars.openTime[0]).toBe(129_599 * 60_000);
    }
  });

  it('reports the best reachable AUC: about 0.61 with the edge, 0.5 without', () => {
    expect(market.facts.bestAuc).toBeGreaterThan(0.6);
    expect(market.facts.bestAuc).toBeLessThan(0.63);
    expect(noise.facts.bestAuc).toBe(0.5);
    expect(market.facts).toMatchObject({
      kind: 'edge',
      horizonBars: 10,
      feeBps: 3,
      slippageBps: 1,
    });
    expect(noise.facts).toMatchObject({
      kind: 'noise',
      horizonBars: 10,
      feeBps: 3,
      slippageBps: 1,
    });
  });

  it('tells how far it is, upwards to the end', () => {
    const told: number[] = [];
    const bars = 50_000;
    generateSampleMarket({ kind: 'edge', seed: 3, bars }, (done, total) => {
      expect(total).toBe(bars);
      told.push(done);
    });
    expect(told).toEqual([8192, 16_384, 24_576, 32_768, 40_960, 49_152, 50_000]);
  });

  it('refuses too few bars to split', () => {
    expect(() => generateSampleMarket({ kind: 'edge', seed: 1, bars: 50 })).toThrow('dataset: ');
  });
});
