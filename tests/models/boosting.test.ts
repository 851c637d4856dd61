import { describe, expect, test } from 'vitest';
import { binFeatures, readBin } from '../../models/boosting/bins';
import { type BinnedInput, createGrower } from '../../models/boosting/grow-tree';

/** The bins of one feature, one a bar. */
function binOne(values: Float32Array, training = [{ start: 0, end: values.length }]) {
  const [feature] = binFeatures(values, 1, training);
  return { ...feature, bins: Uint8Array.from(values, (_, bar) => readBin(feature, bar)) };
}

const limits = { leaves: 15, leafBars: 1, penalty: 1, shrinkage: 1 };

describe('bins', () => {
  test('few values have a bin each, and lie in it by comparison with the limits', () => {
    const values = Float32Array.of(3, 1, 2, 2, 1.5);
    const { limits, bins } = binOne(values);
    expect([...limits]).toEqual([1, 1.5, 2]);
    expect([...bins]).toEqual([3, 0, 2, 2, 1]);
  });

  test('many values are divided evenly into 255, by those of the training bars alone', () => {
    const values = Float32Array.from({ length: 51_000 }, (_, bar) => (bar * 7919) % 51_000);
    values[50_999] = 1e6;
    const training = [{ start: 0, end: 25_500 }];
    const { limits, bins } = binOne(values, training);
    expect(limits.length).toBe(254);
    const counts = new Array<number>(255).fill(0);
    bins.subarray(0, 25_500).forEach((bin) => counts[bin]++);
    expect(Math.min(...counts)).toBe(100);
    expect(Math.max(...counts)).toBe(100);
    expect(bins[50_999]).toBe(254);
    const other = values.map((value, bar) => (bar < 25_500 ? value : -value));
    expect(binOne(other, training).limits).toEqual(limits);
    const lies = (value: number, bin: number) =>
      (bin === 0 || value > limits[bin - 1]) && (bin === 254 || value <= limits[bin]);
    expect(values.every((value, bar) => lies(value, bins[bar]))).toBe(true);
  });

  test('a value for all bars is one bin', () => {
    const values = new Float32Array(10).fill(4);
    const { limits, bins } = binOne(values);
    expect([limits.length, Math.max(...bins)]).toEqual([0, 0]);
  });
});

test.each([2, 4, 6])(
  '%d features that share words keep their bins, and are summed as they are alone',
  (width) => {
    const values = Float32Array.from({ length: 400 * width }, (_, at) => Math.sin(at * at));
    const training = [{ start: 0, end: 400 }];
    const together = binFeatures(values, width, training);
    const alone = together.map((_, column) => {
      const own = values.filter((__, at) => at % width === column);
      return binFeatures(own, 1, training)[0];
    });
    together.forEach((feature, column) => {
      const bins = Array.from({ length: 400 }, (_, bar) => readBin(feature, bar));
      expect(bins).toEqual(Array.from({ length: 400 }, (_, bar) => readBin(alone[column], bar)));
    });
    const bars = Int32Array.from({ length: 398 }, (_, row) => row + 2);
    const gradients = Float32Array.from(bars, (bar) => Math.cos(bar) + values[(bar - 1) * width]);
    const [one, other] = [together, alone].map((features) => {
      const inputs = [0, 1].flatMap((lag) => features.map((feature) => ({ ...feature, lag })));
      const grower = createGrower(inputs, bars, { ...limits, leafBars: 10 });
      return grower.grow(gradients, new Float32Array(398).fill(0.25), new Float64Array(398));
    });
    expect(one).toEqual(other);
    expect(one.nodes.length).toBeGreaterThan(10);
  },
);

describe('a tree', () => {
  const bin = (values: Float32Array, lag = 0): BinnedInput => ({
    ...binFeatures(values, 1, [{ start: 0, end: values.length }])[0],
    lag,
  });
  const grow = (
    inputs: readonly BinnedInput[],
    gradients: readonly number[],
    changed: Partial<typeof limits> = {},
  ) => {
    const rows = gradients.length;
    const bars = Int32Array.from({ length: rows }, (_, row) => inputs[0].words.length - rows + row);
    const scores = new Float64Array(rows);
    const tree = createGrower(inputs, bars, { ...limits, ...changed }).grow(
      Float32Array.from(gradients),
      new Float32Array(rows).fill(0.25),
      scores,
    );
    return { nodes: tree.nodes, scores: [...scores] };
  };

  test('by hand: the split of four bars and the values of its leaves', () => {
    const inputs = [bin(Float32Array.of(1, 2, 3, 4))];
    // Labels 0, 0, 1, 1 at p = 0.5: G = -+1 and H = 0.5 on each side, so -+1 / (0.5 + 1).
    const { nodes, scores } = grow(inputs, [0.5, 0.5, -0.5, -0.5], { leaves: 2 });
    expect(nodes[0]).toMatchObject({ input: 0, bin: 1, left: 1 });
    expect(nodes[1].value).toBeCloseTo(-2 / 3, 6);
    expect(nodes[2].value).toBeCloseTo(2 / 3, 6);
    scores.forEach((score, row) => expect(score).toBeCloseTo(row < 2 ? -2 / 3 : 2 / 3, 6));
    // Half of it, and without a penalty.
    const half = grow(inputs, [0.5, 0.5, -0.5, -0.5], { leaves: 2, shrinkage: 0.5, penalty: 0 });
    expect(half.nodes[2].value).toBeCloseTo(0.5 * 2, 6);
  });

  test('splits where it gains most, of all inputs, and the best leaf first', () => {
    const noise = bin(Float32Array.of(1, 4, 2, 3, 2, 3));
    const told = bin(Float32Array.of(1, 2, 3, 4, 5, 6));
    const { nodes } = grow([noise, told], [-0.5, -0.5, 0.5, 0.5, 0.5, -0.2], { leaves: 3 });
    expect(nodes[0]).toMatchObject({ input: 1, bin: 1 });
    // The right one has something left to tell, the left one has not.
    expect(nodes[1].input).toBe(-1);
    expect(nodes[2]).toMatchObject({ input: 1, bin: 4 });
    expect(nodes.length).toBe(5);
  });

  test('leaves have as many bars as they must, and one without a gain is not split', () => {
    const inputs = [bin(Float32Array.of(1, 2, 3, 4, 5, 6))];
    const gradients = [-0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    expect(grow(inputs, gradients).nodes[0].bin).toBe(0);
    expect(grow(inputs, gradients, { leafBars: 2 }).nodes[0].bin).toBe(1);
    expect(grow(inputs, gradients, { leafBars: 4 }).nodes.length).toBe(1);
    expect(grow(inputs, new Array<number>(6).fill(0.5), { penalty: 0 }).nodes.length).toBe(1);
  });

  test('an input with a lag is read so many bars before', () => {
    const values = Float32Array.of(9, 0, 9, 0, 0, 9, 0);
    const { nodes } = grow([bin(values), bin(values, 2)], [-0.5, 0.5, -0.5, 0.5, 0.5], {
      leaves: 2,
    });
    expect(nodes[0].input).toBe(1);
    expect(Math.sign(nodes[2].value)).toBe(1);
  });

  test('the sums of the larger half are the difference to the whole: scores are those of the leaves', () => {
    const values = Float32Array.from({ length: 500 }, (_, bar) => Math.sin(bar * bar));
    const other = Float32Array.from({ length: 500 }, (_, bar) => Math.cos(3 * bar));
    const gradients = Array.from(
      { length: 500 },
      (_, bar) => Math.sin(5 * values[bar]) - other[bar],
    );
    const inputs = [bin(values), bin(other)];
    const { nodes, scores } = grow(inputs, gradients, { leafBars: 5 });
    expect(nodes.length).toBe(29);
    const sums = nodes.map(() => ({ gradient: 0, count: 0 }));
    gradients.forEach((gradient, bar) => {
      let node = 0;
      while (nodes[node].input >= 0) {
        const { input, bin: last, left } = nodes[node];
        node = left + Number(readBin(inputs[input], bar) > last);
      }
      sums[node].gradient += gradient;
      sums[node].count++;
      expect(scores[bar]).toBe(nodes[node].value);
    });
    nodes.forEach(({ input, value }, at) => {
      if (input >= 0) return;
      const { gradient, count } = sums[at];
      expect(count).toBeGreaterThanOrEqual(5);
      expect(value).toBeCloseTo(-gradient / (count / 4 + 1), 5);
    });
  });
});
