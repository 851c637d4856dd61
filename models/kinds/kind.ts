import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Dataset } from '../../src/core/dataset/dataset';
import type { EpochRecord } from '../../src/core/library';
import type { ModelSpec, NamedWeights } from '../../src/core/models/model-kind';
import type { TrainingOptions } from '../../src/core/models/options';
import type { Random } from '../../src/core/random';

/** The part of a model kind that trains it; the other part is the entry of that name in core/models. */
export type KindHalf = NetworkKind | RunOnlyKind | OwnTrainerKind;

/** What a network computes on a backend. */
interface ComputedKind<Spec extends ModelSpec> {
  /** As in core/models. */
  readonly name: string;
  /** Returns the trained arrays in the order in which they lie in the vector of all parameters. */
  listArrays(spec: Spec, inputs: number): readonly TrainedArray[];
  /**
   * Returns one logit for every full window, `[batch, time - receptiveField + 1]`, of `x`
   * `[batch, time, feature]`. Causal: logit t is the one of bar `t + receptiveField - 1` and uses no
   * later bar. `arrays` is one tensor for each of `listArrays`, by name; `masks` are given in
   * training only.
   */
  computeLogits(
    spec: Spec,
    arrays: ReadonlyMap<string, Tensor>,
    x: Tensor3D,
    masks: readonly Tensor3D[],
  ): Tensor2D;
}

/** A network that was trained elsewhere (`isRunOnly`). */
export interface RunOnlyKind<Spec extends ModelSpec = ModelSpec> extends ComputedKind<Spec> {
  readonly trainedBy: 'others';
}

/** A kind that our trainer trains by gradient: it defines the arrays and what they compute. */
export interface NetworkKind<Spec extends ModelSpec = ModelSpec> extends ComputedKind<Spec> {
  readonly trainedBy: 'gradient';
  /** Returns the values of a new network, one array for each of `arrays`. */
  initialize(arrays: readonly TrainedArray[], random: Random): readonly Float32Array[];
  /**
   * Returns what dropout does in one training step. A sample's draws follow from its own seed, so that
   * they are the same on every backend and with any other samples.
   */
  drawMasks(spec: Spec, seeds: readonly number[]): readonly Tensor3D[];
}

/** One trained array of a network. */
export interface TrainedArray {
  /** As in PyTorch's state dict: `blocks.1.conv2.weight`, `head.bias`. */
  readonly name: string;
  /** Stored models have the axes in reverse, PyTorch's order: `[kernel, in, out]` of a filter here. */
  readonly shape: readonly number[];
  /** Biases have no weight decay. */
  readonly isBias: boolean;
}

/** An epoch of a kind that trains itself: as much as it wants to be judged by at once. */
interface OwnEpoch {
  readonly record: EpochRecord;
  /** Whether the model would be that of this epoch if none were better. */
  readonly isBest: boolean;
}

/** A kind that trains itself in plain code, on no backend. */
export interface OwnTrainerKind<Spec extends ModelSpec = ModelSpec> {
  readonly name: string;
  readonly trainedBy: 'itself';
  /** Returns the number of epochs that `train` reports at most; left out where it reports none. */
  maxEpochs?(spec: Spec): number;
  /**
   * Returns what was learned from the labels of the training block; awaits `report` with the fraction that is done now and
   * then, so that messages are handled, and with each epoch that it has judged on the validation block. Where it reports none,
   * the result is judged as one epoch.
   */
  train(
    dataset: Dataset,
    spec: Spec,
    options: TrainingOptions,
    report: (fraction: number, finished?: OwnEpoch) => Promise<void>,
  ): Promise<NamedWeights>;
}
