import type { ModelSpec, NamedWeights } from '../../../core/models/model-kind';
import type { GraphBuilder } from './graph';

/** The part of a model kind that writes it as a graph of ONNX operators. */
export interface OnnxKind<Spec extends ModelSpec = ModelSpec> {
  /** That of the `ModelKind`. */
  readonly name: string;
  /**
   * Adds the model to a graph and returns the name of its logits, one for each of the batch, whatever their shape. `x` is float32,
   * `[batch, receptive field, inputs]`, scaled features, oldest bar first.
   */
  addModel(
    graph: GraphBuilder,
    x: string,
    model: { readonly spec: Spec; readonly inputs: number; readonly weights: NamedWeights },
  ): string;
}
