import { type BinnedFeature, featuresOfWord, readBin } from './bins';

/** A feature at so many bars before a bar's own. */
export interface BinnedInput extends BinnedFeature {
  readonly lag: number;
}

interface TreeLimits {
  readonly leaves: number;
  /** Rows of a leaf, at least: estimated by the share of the second derivatives, as in LightGBM. */
  readonly leafBars: number;
  /** Ridge penalty on the value of a leaf. */
  readonly penalty: number;
  /** What the values are multiplied with. */
  readonly shrinkage: number;
}

/** A tree as a list of nodes: the root first, the two children of a node side by side. */
export interface Tree {
  readonly nodes: readonly TreeNode[];
}

interface TreeNode {
  /** Position of the input that is compared; -1 in a leaf. */
  readonly input: number;
  /** Bins up to this one go left. */
  readonly bin: number;
  /** Position of the left child; the right one is next to it. */
  readonly left: number;
  /** What a leaf adds to the logit; 0 in other nodes. */
  readonly value: number;
}

/** Grows trees on the same rows. */
interface Grower {
  /** Returns a tree that lowers a loss with these derivatives, one a row, and adds its values to `scores`. */
  grow(gradients: Float32Array, curvatures: Float32Array, scores: Float64Array): Tree;
}

/** Room of an input in a histogram: two sums for each bin. */
const stride = 512;

/** A leaf that may be split. */
interface Leaf {
  readonly node: number;
  /** Its rows in `order`. */
  readonly start: number;
  readonly end: number;
  readonly histogram: Float64Array;
  readonly gradient: number;
  readonly curvature: number;
  readonly split: Split | undefined;
}

interface Split {
  readonly gain: number;
  readonly input: number;
  readonly bin: number;
  readonly leftGradient: number;
  readonly leftCurvature: number;
}

/**
 * Returns what grows trees on the rows that end at `bars`, best leaf first (Ke et al. 2017, "LightGBM"): of all leaves the one
 * whose split gains most is split next. Gain and value of a leaf are those of Newton's step on the loss (Chen and Guestrin
 * 2016, "XGBoost", equations 5 and 7): with sums G and H of the first and second derivatives, `-G / (H + penalty)`, which
 * gains `G^2 / (H + penalty)`. Only the smaller half of a split leaf is summed anew; the other is the difference to the whole.
 */
export function createGrower(
  inputs: readonly BinnedInput[],
  bars: Int32Array,
  limits: TreeLimits,
): Grower {
  const rows = bars.length;
  const order = new Int32Array(rows);
  const spare = new Int32Array(rows);
  const sorted = {
    bars: new Int32Array(rows),
    gradients: new Float32Array(rows),
    curvatures: new Float32Array(rows),
  };
  const pool = Array.from(
    { length: limits.leaves + 1 },
    () => new Float64Array(inputs.length * stride),
  );

  const sum = (histogram: Float64Array, start: number, end: number, all: Derivatives): void => {
    for (let at = start; at < end; at++) {
      const row = order[at];
      sorted.bars[at] = bars[row];
      sorted.gradients[at] = all.gradients[row];
      sorted.curvatures[at] = all.curvatures[row];
    }
    histogram.fill(0);
    for (let input = 0; input < inputs.length;) {
      const one = inputs[input];
      const last = inputs[input + featuresOfWord - 1];
      const isWhole = one.shift === 0 && last?.words === one.words && last.lag === one.lag;
      const add = isWhole ? sumWord : sumOne;
      add(histogram, input * stride, one, sorted, start, end);
      input += isWhole ? featuresOfWord : 1;
    }
  };
  const findBest = (
    histogram: Float64Array,
    count: number,
    gradient: number,
    curvature: number,
  ): Split | undefined => {
    const { leafBars, penalty } = limits;
    const least = (leafBars * curvature) / count;
    const own = gradient ** 2 / (curvature + penalty);
    let best: Split | undefined;
    for (let input = 0; input < inputs.length; input++) {
      let [leftGradient, leftCurvature] = [0, 0];
      const last = inputs[input].limits.length;
      for (let bin = 0; bin < last; bin++) {
        const at = input * stride + 2 * bin;
        leftGradient += histogram[at];
        leftCurvature += histogram[at + 1];
        const rightCurvature = curvature - leftCurvature;
        if (leftCurvature < least || leftCurvature <= 0) continue;
        if (rightCurvature < least || rightCurvature <= 0) break;
        const gain =
          leftGradient ** 2 / (leftCurvature + penalty) +
          (gradient - leftGradient) ** 2 / (rightCurvature + penalty) -
          own;
        if (gain > (best?.gain ?? minGain)) {
          best = { gain, input, bin, leftGradient, leftCurvature };
        }
      }
    }
    return best;
  };
  const makeLeaf = (leaf: Omit<Leaf, 'split'>): Leaf => ({
    ...leaf,
    split: findBest(leaf.histogram, leaf.end - leaf.start, leaf.gradient, leaf.curvature),
  });
  /** Puts the rows of a leaf that go left first, in the order that they have; returns where the others begin. */
  const partition = ({ start, end }: Leaf, { input, bin }: Split): number => {
    const one = inputs[input];
    let [left, right] = [start, 0];
    for (let at = start; at < end; at++) {
      const row = order[at];
      if (readBin(one, bars[row] - one.lag) <= bin) order[left++] = row;
      else spare[right++] = row;
    }
    order.set(spare.subarray(0, right), left);
    return left;
  };

  return {
    grow(gradients, curvatures, scores) {
      const all = { gradients, curvatures };
      for (let row = 0; row < rows; row++) order[row] = row;
      const free = [...pool];
      const take = (): Float64Array => free.pop() as Float64Array;
      const histogram = take();
      sum(histogram, 0, rows, all);
      const gradient = gradients.reduce((total, value) => total + value, 0);
      const curvature = curvatures.reduce((total, value) => total + value, 0);
      const root = makeLeaf({ node: 0, start: 0, end: rows, histogram, gradient, curvature });
      const leaves = [root];
      const nodes: TreeNode[] = [{ input: -1, bin: 0, left: 0, value: 0 }];
      while (leaves.length < limits.leaves) {
        const next = pickNext(leaves);
        if (next?.split === undefined) break;
        leaves.splice(leaves.indexOf(next), 1);
        const { split } = next;
        const middle = partition(next, split);
        const isLeftSmaller = middle - next.start <= next.end - middle;
        const small = take();
        const [from, to] = isLeftSmaller ? [next.start, middle] : [middle, next.end];
        sum(small, from, to, all);
        const large = next.histogram;
        for (let at = 0; at < large.length; at++) large[at] -= small[at];
        const left = nodes.length;
        nodes[next.node] = { input: split.input, bin: split.bin, left, value: 0 };
        nodes.push(
          { input: -1, bin: 0, left: 0, value: 0 },
          { input: -1, bin: 0, left: 0, value: 0 },
        );
        leaves.push(
          makeLeaf({
            node: left,
            start: next.start,
            end: middle,
            histogram: isLeftSmaller ? small : large,
            gradient: split.leftGradient,
            curvature: split.leftCurvature,
          }),
          makeLeaf({
            node: left + 1,
            start: middle,
            end: next.end,
            histogram: isLeftSmaller ? large : small,
            gradient: next.gradient - split.leftGradient,
            curvature: next.curvature - split.leftCurvature,
          }),
        );
      }
      for (const leaf of leaves) {
        // As it is stored, so that the model says what it said in training.
        const value = Math.fround(
          (-limits.shrinkage * leaf.gradient) / (leaf.curvature + limits.penalty),
        );
        nodes[leaf.node] = { input: -1, bin: 0, left: 0, value };
        for (let at = leaf.start; at < leaf.end; at++) scores[order[at]] += value;
      }
      return { nodes };
    },
  };
}

/** A split that gains less is noise of rounding. */
const minGain = 1e-9;

interface Derivatives {
  readonly gradients: Float32Array;
  readonly curvatures: Float32Array;
}

interface SortedRows extends Derivatives {
  readonly bars: Int32Array;
}

function pickNext(leaves: readonly Leaf[]): Leaf | undefined {
  let best: Leaf | undefined;
  for (const leaf of leaves) {
    if ((leaf.split?.gain ?? 0) > (best?.split?.gain ?? 0)) best = leaf;
  }
  return best;
}

/** Adds the derivatives of some rows to the bins of an input. */
function sumOne(
  histogram: Float64Array,
  base: number,
  { words, shift, lag }: BinnedInput,
  { bars, gradients, curvatures }: SortedRows,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    const at = base + 2 * ((words[bars[row] - lag] >>> shift) & 255);
    histogram[at] += gradients[row];
    histogram[at + 1] += curvatures[row];
  }
}

/** The same for the four inputs of a word, which is read once. */
function sumWord(
  histogram: Float64Array,
  base: number,
  { words, lag }: BinnedInput,
  { bars, gradients, curvatures }: SortedRows,
  start: number,
  end: number,
): void {
  const [second, third, fourth] = [base + stride, base + 2 * stride, base + 3 * stride];
  for (let row = start; row < end; row++) {
    const word = words[bars[row] - lag];
    const gradient = gradients[row];
    const curvature = curvatures[row];
    let at = base + 2 * (word & 255);
    histogram[at] += gradient;
    histogram[at + 1] += curvature;
    at = second + 2 * ((word >>> 8) & 255);
    histogram[at] += gradient;
    histogram[at + 1] += curvature;
    at = third + 2 * ((word >>> 16) & 255);
    histogram[at] += gradient;
    histogram[at + 1] += curvature;
    at = fourth + 2 * (word >>> 24);
    histogram[at] += gradient;
    histogram[at + 1] += curvature;
  }
}
