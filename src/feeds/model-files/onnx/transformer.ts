import { findArray } from '../../../core/models/model-kind';
import {
  normEpsilon,
  transformerKind,
  type TransformerSpec,
  widthOf,
} from '../../../core/models/transformer';
import type { OnnxKind } from './kind';

/** Keeps a score out of the softmax, without the NaN that minus infinity gives a row of nothing else. */
const outOfWindow = -1e9;

export const transformerOnnx: OnnxKind<TransformerSpec> = {
  name: 'transformer',
  addModel(graph, x, { spec, weights }) {
    const { window, heads, headWidth, blocks } = spec;
    const width = widthOf(spec);
    const steps = transformerKind.receptiveField(spec);
    const array = (name: string, size: number): Float32Array => findArray(weights, name, size);
    const linear = (name: string, input: string, to: number): string => {
      const from = weights.find((one) => one.name === `${name}.weight`)?.shape[1] ?? 0;
      return graph.linear(input, array(`${name}.weight`, from * to), array(`${name}.bias`, to));
    };
    const normalize = (name: string, input: string): string =>
      graph.apply(
        'LayerNormalization',
        [
          input,
          graph.constant(array(`${name}.weight`, width), [width]),
          graph.constant(array(`${name}.bias`, width), [width]),
        ],
        { axis: { int: -1 }, epsilon: { float: normEpsilon } },
      );
    // A bar attends to the last `window` bars. Bars with fewer before them get wrong values, which the last bar does not depend on.
    const mask = graph.constant(
      Float32Array.from({ length: steps * steps }, (_, at) => {
        const age = Math.floor(at / steps) - (at % steps);
        return age >= 0 && age < window ? 0 : outOfWindow;
      }),
      [steps, steps],
    );
    const scale = graph.constant([1 / Math.sqrt(headWidth)], []);
    const byHead = graph.constant([0, steps, heads, headWidth], [4], 'int64');
    const joined = graph.constant([0, steps, width], [3], 'int64');
    const splitHeads = (input: string, part: number, perm: readonly number[]): string => {
      const one = graph.slice(input, 2, part * width, (part + 1) * width);
      return graph.apply('Transpose', [graph.apply('Reshape', [one, byHead])], {
        perm: { ints: perm },
      });
    };
    const attend = (projected: string): string => {
      const query = splitHeads(projected, 0, [0, 2, 1, 3]); // [batch, head, time, channel]
      const key = splitHeads(projected, 1, [0, 2, 3, 1]);
      const value = splitHeads(projected, 2, [0, 2, 1, 3]);
      const scores = graph.apply('Mul', [graph.apply('MatMul', [query, key]), scale]);
      const share = graph.apply('Softmax', [graph.apply('Add', [scores, mask])], {
        axis: { int: -1 },
      });
      const mixed = graph.apply('Transpose', [graph.apply('MatMul', [share, value])], {
        perm: { ints: [0, 2, 1, 3] },
      });
      return graph.apply('Reshape', [mixed, joined]);
    };

    let h = linear('inp', x, width);
    for (let block = 0; block < blocks; block++) {
      const name = `blocks.${block}`;
      const projected = linear(`${name}.qkv`, normalize(`${name}.n1`, h), 3 * width);
      h = graph.apply('Add', [h, linear(`${name}.o`, attend(projected), width)]);
      const inner = linear(`${name}.f1`, normalize(`${name}.n2`, h), 2 * width);
      h = graph.apply('Add', [h, linear(`${name}.f2`, graph.apply('Relu', [inner]), width)]);
    }
    return linear('head', graph.slice(h, 1, steps - 1, steps), 1);
  },
};
