import { tensor } from '@tensorflow/tfjs-core';
import { listParameters, type TcnParameter, type TcnSpec } from '../src/core/models/tcn';
import type { NamedWeights } from '../src/core/models/model-kind';
import type { TcnWeights } from './kinds/tcn';

/**
 * Returns the network that `named` holds, on the active backend.
 *
 * Names and layout are those of PyTorch's state dict: `blocks.0.conv1.weight` is
 * `[out, in, kernel]`. Throws where an array is missing or its shape is not the one that `spec`
 * with `inputs` features asks for.
 */
export function weightsFromNamed(spec: TcnSpec, inputs: number, named: NamedWeights): TcnWeights {
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
export async function weightsToNamed({ parameters, tensors }: TcnWeights): Promise<NamedWeights> {
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

/** `[out, in, kernel]` of our `[kernel, in, out]`; a bias keeps its only axis. */
function namedShape({ shape }: Pick<TcnParameter, 'shape'>): readonly number[] {
  return [...shape].reverse();
}

/** A copy of `values`, row-major in `shape`, with its axes in reverse order. */
function reverseAxes(values: Float32Array, shape: readonly number[]): Float32Array {
  if (shape.length !== 3) return values.slice();
  const [first, second, third] = shape;
  const turned = new Float32Array(values.length);
  let from = 0;
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      for (let k = 0; k < third; k++) turned[(k * second + j) * first + i] = values[from++];
    }
  }
  return turned;
}
