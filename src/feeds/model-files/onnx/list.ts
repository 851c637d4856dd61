import type { OnnxKind } from './kind';
import { logisticOnnx } from './logistic';
import { lstmOnnx } from './lstm';
import { tcnOnnx } from './tcn';
import { transformerOnnx } from './transformer';
import { windowedOnnx } from './windowed';

/** Kinds that can be written as ONNX; trees are no graph of its common operators. */
export const onnxKinds: readonly OnnxKind[] = [
  tcnOnnx,
  logisticOnnx,
  lstmOnnx,
  transformerOnnx,
  windowedOnnx,
];
