import type { LogisticSpec } from '../../../core/models/logistic';
import { findArray } from '../../../core/models/model-kind';
import type { OnnxKind } from './kind';

export const logisticOnnx: OnnxKind<LogisticSpec> = {
  name: 'logistic',
  addModel(graph, x, { spec: { bars }, inputs, weights }) {
    const newestFirst = findArray(weights, 'weight', bars * inputs);
    const weight = newestFirst.map((_, at) => {
      const bar = bars - 1 - Math.floor(at / inputs);
      return newestFirst[bar * inputs + (at % inputs)];
    });
    const row = graph.constant([-1, bars * inputs], [2], 'int64');
    const flat = graph.apply('Reshape', [x, row]);
    return graph.linear(flat, weight, findArray(weights, 'bias', 1));
  },
};
