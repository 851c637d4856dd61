import { findArray } from '../../../core/models/model-kind';
import { tcnReceptiveField, type TcnSpec } from '../../../core/models/tcn';
import { dilationsOf } from '../../../core/models/dilations';
import type { OnnxKind } from './kind';

export const tcnOnnx: OnnxKind<TcnSpec> = {
  name: 'tcn',
  addModel(graph, x, { spec, inputs, weights }) {
    const { width, kernel } = spec;
    const convolve = (
      name: string,
      input: string,
      sizes: { from: number; to: number; taps: number; dilation: number },
    ): string => {
      const { from, to, taps, dilation } = sizes;
      const weight = findArray(weights, `${name}.weight`, to * from * taps);
      const filter = graph.constant(weight, [to, from, taps]);
      const bias = graph.constant(findArray(weights, `${name}.bias`, to), [to]);
      const attributes = { dilations: { ints: [dilation] }, kernel_shape: { ints: [taps] } };
      return graph.apply('Conv', [input, filter, bias], attributes);
    };
    let steps = tcnReceptiveField(spec);
    let h = graph.apply('Transpose', [x], { perm: { ints: [0, 2, 1] } }); // [batch, channel, time]
    dilationsOf(spec).forEach((dilation, block) => {
      const name = `blocks.${block}`;
      const from = block === 0 ? inputs : width;
      const taps = { to: width, taps: kernel, dilation };
      const first = convolve(`${name}.conv1`, h, { ...taps, from });
      const second = convolve(`${name}.conv2`, graph.apply('Relu', [first]), {
        ...taps,
        from: width,
      });
      const inner = graph.apply('Relu', [second]);
      const dropped = 2 * (kernel - 1) * dilation;
      const kept = graph.slice(h, 2, dropped, steps);
      steps -= dropped;
      const skip =
        from === width
          ? kept
          : convolve(`${name}.downsample`, kept, { from, to: width, taps: 1, dilation: 1 });
      h = graph.apply('Relu', [graph.apply('Add', [inner, skip])]);
    });
    return convolve('head', h, { from: width, to: 1, taps: 1, dilation: 1 });
  },
};
