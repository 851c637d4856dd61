import type { BarRange } from '../../src/core/bars/bars';
import { countInRanges } from '../../src/core/bars/gaps';
import { usableTargets } from '../../src/core/dataset/chunks';
import type { Dataset } from '../../src/core/dataset/dataset';
import { computeAuc } from '../../src/core/metrics/auc';
import { squash } from '../../src/core/models/calibration';
import type { NamedWeights } from '../../src/core/models/model-kind';
import { countNodes, type TreesSpec } from '../../src/core/models/trees';
import { binFeatures, readBin } from '../boosting/bins';
import { type BinnedInput, createGrower, type Tree } from '../boosting/grow-tree';
import { findTrainingTargets } from '../training-result';
import type { OwnTrainerKind } from './kind';

/** After so many trees the validation block is asked. */
const judgedTrees = 10;

/** Training stops after so many trees that did not lower the log loss of the validation block. */
const patienceTrees = 50;

/**
 * Gradient boosting of the log loss (Friedman 2001, "Greedy function approximation: a gradient boosting machine"), on features
 * in bins (Ke et al. 2017, "LightGBM"). The trees are those with the lowest log loss on the validation block.
 */
export const treesTrainer: OwnTrainerKind<TreesSpec> = {
  name: 'trees',
  trainedBy: 'itself',
  maxEpochs: ({ trees }) => trees,
  async train(dataset, spec, _, report) {
    const { values, features, split } = dataset;
    const targets = findTrainingTargets(dataset, spec);
    const binned = binFeatures(values, features.length, targets);
    // Newest bar first, as the model reads them.
    const inputs = Array.from({ length: spec.bars }, (__, lag) => lag).flatMap((lag) =>
      binned.map((feature): BinnedInput => ({ ...feature, lag })),
    );
    const training = gatherRows(dataset, targets);
    const judged = gatherRows(
      dataset,
      usableTargets(dataset, split.validation.labels, spec.bars, { needLabel: true }),
    );
    const rate = training.labels.reduce((sum, label) => sum + label, 0) / training.bars.length;
    const bias = Math.fround(Math.log(rate / (1 - rate)));
    training.scores.fill(bias);
    judged.scores.fill(bias);
    const grower = createGrower(inputs, training.bars, spec);
    const gradients = new Float32Array(training.bars.length);
    const curvatures = new Float32Array(training.bars.length);
    const trees: Tree[] = [];
    let best = { trees: 0, loss: Infinity };
    while (trees.length < spec.trees && trees.length < best.trees + patienceTrees) {
      derive(training, gradients, curvatures);
      const tree = grower.grow(gradients, curvatures, training.scores);
      trees.push(tree);
      addTree(tree, inputs, judged);
      const fraction = trees.length / spec.trees;
      if (trees.length % judgedTrees !== 0 && trees.length < spec.trees) {
        await report(fraction);
        continue;
      }
      const record = {
        epoch: trees.length,
        trainLoss: measureLoss(training),
        validationLoss: measureLoss(judged),
        validationAuc: computeAuc(judged.labels, judged.scores),
      };
      const isBest = record.validationLoss < best.loss;
      if (isBest) best = { trees: trees.length, loss: record.validationLoss };
      await report(fraction, { record, isBest });
    }
    return storeTrees(trees.slice(0, best.trees), inputs, spec, bias);
  },
};

/** Some bars with a label, and the logits that the trees so far give them. */
interface Rows {
  readonly bars: Int32Array;
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
}

function gatherRows({ labels }: Dataset, targets: readonly BarRange[]): Rows {
  const count = countInRanges(targets);
  const bars = new Int32Array(count);
  let row = 0;
  for (const { start, end } of targets) for (let bar = start; bar < end; bar++) bars[row++] = bar;
  return {
    bars,
    labels: Uint8Array.from(bars, (bar) => labels[bar]),
    scores: new Float64Array(count),
  };
}

/** Writes the first and second derivative of the log loss by the logit of each row: p - label and p (1 - p). */
function derive({ labels, scores }: Rows, gradients: Float32Array, curvatures: Float32Array): void {
  for (let row = 0; row < labels.length; row++) {
    const p = squash(scores[row]);
    gradients[row] = p - labels[row];
    curvatures[row] = p * (1 - p);
  }
}

function addTree({ nodes }: Tree, inputs: readonly BinnedInput[], { bars, scores }: Rows): void {
  const input = Int32Array.from(nodes, (node) => node.input);
  const bin = Int32Array.from(nodes, (node) => node.bin);
  const left = Int32Array.from(nodes, (node) => node.left);
  for (let row = 0; row < bars.length; row++) {
    let node = 0;
    while (input[node] >= 0) {
      const one = inputs[input[node]];
      node = left[node] + Number(readBin(one, bars[row] - one.lag) > bin[node]);
    }
    scores[row] += nodes[node].value;
  }
}

/** Mean log loss in nats. */
function measureLoss({ labels, scores }: Rows): number {
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const logit = scores[row];
    loss += Math.max(0, logit) - labels[row] * logit + Math.log1p(Math.exp(-Math.abs(logit)));
  }
  return loss / labels.length;
}

/** Returns the arrays of a model, with room for all trees of the spec: one that was not grown adds 0. */
function storeTrees(
  trees: readonly Tree[],
  inputs: readonly BinnedInput[],
  spec: TreesSpec,
  bias: number,
): NamedWeights {
  const size = countNodes(spec.leaves);
  const shape = [spec.trees, size];
  const create = (name: string) => ({ name, shape, values: new Float32Array(spec.trees * size) });
  const [input, threshold, left, value] = ['input', 'threshold', 'left', 'value'].map(create);
  input.values.fill(-1);
  trees.forEach(({ nodes }, tree) =>
    nodes.forEach((node, at) => {
      const to = tree * size + at;
      input.values[to] = node.input;
      left.values[to] = node.left;
      value.values[to] = node.value;
      if (node.input >= 0) threshold.values[to] = inputs[node.input].limits[node.bin];
    }),
  );
  return [
    input,
    threshold,
    left,
    value,
    { name: 'bias', shape: [1], values: Float32Array.of(bias) },
  ];
}
