import { limitOf } from '../../../core/dataset/scaler';
import { takeMember } from '../../../core/models/ensemble';
import type { ModelSpec, NamedWeights } from '../../../core/models/model-kind';
import type { PredictorModel } from '../../../core/models/predictor';
import { findKind, listMembers, receptiveField } from '../../../core/models/spec';
import { createGraph, type GraphBuilder } from './graph';
import { onnxKinds } from './list';
import { encodeModel } from './proto';

/**
 * Returns a model as an ONNX file. Its input `features` is float64 `[batch, bars, feature]`: the features as they are computed, not
 * scaled, of the last `receptiveField` bars, oldest first. Its outputs are float32 `[batch]`: `logit`, before calibration, and
 * `probability`, calibrated. Throws `RangeError` for a kind that cannot be written.
 */
export function writeOnnx(
  model: PredictorModel,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { spec, features, scaler, calibration, weights } = model;
  const bars = receptiveField(spec);
  const graph = createGraph();
  const wide = (values: ArrayLike<number>, shape: readonly number[]): string =>
    graph.constant(values, shape, 'float64');
  const centered = graph.apply('Sub', ['features', wide(scaler.mean, [features.length])]);
  const scaled = graph.apply('Div', [centered, wide(scaler.deviation, [features.length])]);
  const limit = limitOf(scaler);
  const clipped = Number.isFinite(limit)
    ? graph.apply('Clip', [scaled, wide([-limit], []), wide([limit], [])])
    : scaled;
  const x = graph.apply('Cast', [clipped], { to: { int: 1 } });
  const logits = addLogits(graph, x, { spec, inputs: features.length, weights });
  const logit = graph.apply('Reshape', [logits, graph.constant([-1], [1], 'int64')], {}, 'logit');
  const slope = graph.apply('Mul', [logit, graph.constant([1 / calibration.temperature], [])]);
  const shifted = graph.apply('Add', [slope, graph.constant([calibration.bias], [])]);
  graph.apply('Sigmoid', [shifted], {}, 'probability');
  const { nodes, initializers } = graph;
  return encodeModel({
    name: spec.kind,
    nodes,
    initializers,
    inputs: [
      {
        name: 'features',
        type: 'float64',
        shape: ['batch', bars, features.length],
        meaning: `Features of the last ${bars} bars, oldest first, not scaled: ${features.join(', ')}`,
      },
    ],
    outputs: [
      {
        name: 'probability',
        type: 'float32',
        shape: ['batch'],
        meaning: 'Calibrated probability of label 1 at the last bar',
      },
      { name: 'logit', type: 'float32', shape: ['batch'], meaning: 'Before calibration' },
    ],
    metadata,
  });
}

interface Part {
  readonly spec: ModelSpec;
  readonly inputs: number;
  readonly weights: NamedWeights;
}

/** Adds a model, or the mean of its members, each of which reads the last bars that it needs. */
function addLogits(graph: GraphBuilder, x: string, { spec, inputs, weights }: Part): string {
  if (findKind(spec).listMembers === undefined) {
    const kind = onnxKinds.find(({ name }) => name === spec.kind);
    if (kind === undefined) throw new RangeError(`${spec.kind} cannot be written as ONNX`);
    return kind.addModel(graph, x, { spec, inputs, weights });
  }
  const bars = receptiveField(spec);
  const flat = graph.constant([-1], [1], 'int64');
  const members = listMembers(spec).map((member, at) => {
    const own = graph.slice(x, 1, bars - receptiveField(member), bars);
    const part = { spec: member, inputs, weights: takeMember(weights, at) };
    return graph.apply('Reshape', [addLogits(graph, own, part), flat]);
  });
  const count = graph.constant([members.length], []);
  return graph.apply('Div', [graph.apply('Sum', members), count]);
}
