import type { LstmSpec } from '../../../core/models/lstm';
import { findArray } from '../../../core/models/model-kind';
import type { OnnxKind } from './kind';

/** Gates in ONNX's order (input, output, forget, candidate), as their places in PyTorch's (input, forget, candidate, output). */
const gateOrder = [0, 3, 1, 2];

export const lstmOnnx: OnnxKind<LstmSpec> = {
  name: 'lstm',
  addModel(graph, x, { spec: { units }, inputs, weights }) {
    const reorder = (name: string, perGate: number): Float32Array => {
      const values = findArray(weights, name, 4 * perGate);
      const parts = gateOrder.map((gate) => [
        ...values.subarray(gate * perGate, (gate + 1) * perGate),
      ]);
      return Float32Array.from(parts.flat());
    };
    const bias = [...reorder('lstm.bias_ih_l0', units), ...reorder('lstm.bias_hh_l0', units)];
    const sequence = graph.apply('Transpose', [x], { perm: { ints: [1, 0, 2] } });
    const hidden = graph.nameTensor(); // [direction, batch, unit], of the last step
    graph.applyMany(
      'LSTM',
      [
        sequence,
        graph.constant(reorder('lstm.weight_ih_l0', units * inputs), [1, 4 * units, inputs]),
        graph.constant(reorder('lstm.weight_hh_l0', units * units), [1, 4 * units, units]),
        graph.constant(bias, [1, 8 * units]),
      ],
      ['', hidden],
      { hidden_size: { int: units } },
    );
    const weight = findArray(weights, 'head.weight', units);
    return graph.linear(hidden, weight, findArray(weights, 'head.bias', 1));
  },
};
