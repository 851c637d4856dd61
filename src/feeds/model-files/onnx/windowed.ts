import { findArray } from '../../../core/models/model-kind';
import { dilationsOf } from '../../../core/models/dilations';
import type { WindowedSpec } from '../../../core/models/windowed';
import type { OnnxKind } from './kind';

export const windowedOnnx: OnnxKind<WindowedSpec> = {
  name: 'windowed',
  addModel(graph, x, { spec: { width, kernel, blocks }, inputs, weights }) {
    const convolve = (
      name: string,
      input: string,
      [from, to, taps, dilation]: readonly [number, number, number, number],
    ): string => {
      const filter = findArray(weights, `${name}.weight`, to * from * taps);
      const bias = graph.constant(findArray(weights, `${name}.bias`, to), [to]);
      return graph.apply('Conv', [input, graph.constant(filter, [to, from, taps]), bias], {
        dilations: { ints: [dilation] },
        kernel_shape: { ints: [taps] },
        pads: { ints: [(taps - 1) * dilation, 0] },
      });
    };
    const relu = (name: string): string => graph.apply('Relu', [name]);
    let h = graph.apply('Transpose', [x], { perm: { ints: [0, 2, 1] } }); // [batch, channel, time]
    dilationsOf({ blocks }).forEach((dilation, block) => {
      const name = `blocks.${block}`;
      const from = block === 0 ? inputs : width;
      const inner = relu(convolve(`${name}.conv1`, h, [from, width, kernel, dilation]));
      const joined = relu(convolve(`${name}.conv2`, inner, [width, width, kernel, dilation]));
      const skip = from === width ? h : convolve(`${name}.downsample`, h, [from, width, 1, 1]);
      h = relu(graph.apply('Add', [joined, skip]));
    });
    const averaged = graph.apply('ReduceMean', [h], {
      axes: { ints: [2] },
      keepdims: { int: 1 },
    });
    return convolve('head', averaged, [width, 1, 1, 1]);
  },
};
