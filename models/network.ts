import {
  concat,
  reshape,
  slice,
  tensor,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import { listMembers } from '../src/core/models/spec';
import type { Random } from '../src/core/random';
import { kernelNames } from './kernels/kernel-contract';
import { hasKernel, runKernel } from './kernels/run-kernel';
import type { KindHalf, NetworkKind, RunOnlyKind, TrainedArray } from './kinds/kind';
import { kindHalves } from './kinds/list';

/** The trained arrays of one network, on the active backend; whoever made it disposes it. */
export interface Network {
  readonly spec: ModelSpec;
  readonly parameters: readonly Parameter[];
  /** One for each of `parameters`, in its shape. */
  readonly tensors: readonly Tensor[];
}

/** A trained array and where it lies in the vector of all parameters. */
export interface Parameter extends TrainedArray {
  /** Position of the first value. */
  readonly offset: number;
  readonly size: number;
}

/** Returns the part of a kind that trains it; throws if there is none of that name. */
export function findHalf({ kind }: ModelSpec): KindHalf {
  const half = kindHalves.find(({ name }) => name === kind);
  if (half === undefined) throw new Error(`models: kind "${kind}" has nothing that trains it`);
  return half;
}

/** Whether models of this kind, or any of its members, need a backend. */
export function needsBackend(spec: ModelSpec): boolean {
  return listMembers(spec).some((member) => findHalf(member).trainedBy !== 'itself');
}

/** Returns the arrays of a network for `inputs` features, laid end to end. */
export function listParameters(spec: ModelSpec, inputs: number): readonly Parameter[] {
  let offset = 0;
  return findNetwork(spec)
    .listArrays(spec, inputs)
    .map((array) => {
      const size = array.shape.reduce((product, length) => product * length, 1);
      const parameter = { ...array, offset, size };
      offset += size;
      return parameter;
    });
}

/** Returns a new network for `inputs` features. */
export function createNetwork(spec: ModelSpec, inputs: number, random: Random): Network {
  const parameters = listParameters(spec, inputs);
  const values = findTrainable(spec).initialize(parameters, random);
  const tensors = parameters.map(({ shape }, at) => tensor(values[at], [...shape]));
  return { spec, parameters, tensors };
}

/**
 * Returns one logit for every full window: `[batch, time - receptiveField + 1]` of `x`
 * `[batch, time, feature]`; see `NetworkKind`. `masks` are those of `drawMasks`, in training only.
 */
export function computeLogits(
  { spec, parameters, tensors }: Network,
  x: Tensor3D,
  masks: readonly Tensor3D[] = [],
): Tensor2D {
  const arrays = new Map(parameters.map(({ name }, at) => [name, tensors[at]]));
  return findNetwork(spec).computeLogits(spec, arrays, x, masks);
}

/** Returns what dropout does to the samples of one training step, each by its own seed. */
export function drawMasks(spec: ModelSpec, seeds: readonly number[]): readonly Tensor3D[] {
  return findTrainable(spec).drawMasks(spec, seeds);
}

/** Returns all trained values, or gradients of them, as one vector in the parameters' order. */
export function joinParameters(tensors: readonly Tensor[]): Tensor1D {
  return concat(tensors.map((values) => reshape(values, [-1])));
}

/** Returns the arrays of a network whose values lie in one vector; undoes `joinParameters`. */
export function splitParameters(
  vector: Tensor1D,
  parameters: readonly Parameter[],
): readonly Tensor[] {
  if (hasKernel(kernelNames.split)) {
    const shapes = parameters.map(({ shape }) => shape);
    return runKernel(kernelNames.split, { vector }, { shapes });
  }
  return parameters.map(({ offset, size, shape }) =>
    reshape(slice(vector, offset, size), [...shape]),
  );
}

/**
 * Returns the network that `named` holds, on the active backend.
 *
 * Names and layout are those of PyTorch's state dict: `blocks.0.conv1.weight` is
 * `[out, in, kernel]`. Throws where an array is missing or its shape is not the one that `spec`
 * with `inputs` features asks for.
 */
export function weightsFromNamed(spec: ModelSpec, inputs: number, named: NamedWeights): Network {
  const parameters = listParameters(spec, inputs);
  const byName = new Map(named.map((array) => [array.name, array]));
  const arrays = parameters.map((parameter) => {
    const array = byName.get(parameter.name);
    const shape = namedShape(parameter);
    if (array === undefined) throw new Error(`weights: "${parameter.name}" is missing`);
    if (array.shape.join() !== shape.join() || array.values.length !== parameter.size) {
      throw new Error(
        `weights: "${parameter.name}" must be [${shape.join(', ')}], was ` +
          `[${array.shape.join(', ')}] with ${array.values.length} values`,
      );
    }
    return array;
  });
  const tensors = parameters.map(({ shape }, at) =>
    tensor(reverseAxes(arrays[at].values, namedShape(parameters[at])), [...shape]),
  );
  return { spec, parameters, tensors };
}

/** Returns the arrays of a network, read back from the backend, in PyTorch's names and layout. */
export async function weightsToNamed({ parameters, tensors }: Network): Promise<NamedWeights> {
  return Promise.all(
    parameters.map(async ({ name, shape }, at) => {
      const values = (await tensors[at].data()) as Float32Array;
      return {
        name,
        shape: namedShape({ shape }),
        values: reverseAxes(values, shape),
      };
    }),
  );
}

function findNetwork(spec: ModelSpec): NetworkKind | RunOnlyKind {
  const half = findHalf(spec);
  if (half.trainedBy !== 'itself') return half;
  throw new Error(`models: kind "${spec.kind}" has no network`);
}

function findTrainable(spec: ModelSpec): NetworkKind {
  const network = findNetwork(spec);
  if (network.trainedBy === 'gradient') return network;
  throw new Error(`models: kind "${spec.kind}" is run as it is, and cannot be trained`);
}

/** `[out, in, kernel]` of our `[kernel, in, out]`; a bias keeps its only axis. */
function namedShape({ shape }: Pick<Parameter, 'shape'>): readonly number[] {
  return [...shape].reverse();
}

/** A copy of `values`, row-major in `shape`, with its axes in reverse order. */
function reverseAxes(values: Float32Array, shape: readonly number[]): Float32Array {
  if (shape.length === 1) return values.slice();
  const [first, second, third] = shape.length === 2 ? [shape[0], 1, shape[1]] : shape;
  const turned = new Float32Array(values.length);
  let from = 0;
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      for (let k = 0; k < third; k++) turned[(k * second + j) * first + i] = values[from++];
    }
  }
  return turned;
}
