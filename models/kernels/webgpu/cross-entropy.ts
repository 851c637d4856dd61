import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram, sumCode, sumThreads } from './program';

/** The terms of a position: its weighted surprise and its weight. */
const terms = `
  fn term(at : i32) -> vec2<f32> {
    let z = logits[at];
    let surprise = max(z, 0.0) - z * labels[at] + log(1.0 + exp(-abs(z)));
    return vec2<f32>(weights[at] * surprise, weights[at]);
  }`;

/** Returns the weighted mean cross-entropy and its gradient in the logits. */
export function measureCrossEntropy(
  backend: WebGPUBackend,
  { logits, labels, weights }: Readonly<Record<string, TensorInfo>>,
): TensorInfo[] {
  const size = logits.shape.reduce((product, length) => product * length, 1);
  const run = (key: string, outputShape: readonly number[], finish: string): TensorInfo =>
    runProgram(backend, {
      key,
      outputShape,
      inputs: { logits, labels, weights },
      whole: { count: size },
      workgroups: [1, 1, 1],
      workgroupSize: [sumThreads, 1, 1],
      code: `${terms} ${sumCode}
        fn main(index : i32) {
          let sums = sumOver(uniforms.count);
          ${finish}
        }`,
    });
  const loss = run('crossEntropy', [], 'if (localIndex == 0u) { result[0] = sums.x / sums.y; }');
  const slope = run(
    'crossEntropyGradient',
    logits.shape,
    `for (var at = i32(localIndex); at < uniforms.count; at += ${sumThreads}) {
      let fade = exp(-abs(logits[at]));
      let probability = select(fade, 1.0, logits[at] >= 0.0) / (1.0 + fade);
      result[at] = weights[at] / sums.y * (probability - labels[at]);
    }`,
  );
  return [loss, slope];
}
