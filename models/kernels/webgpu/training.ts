import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamWAttributes } from '../kernel-contract';
import { runElementwise, runProgram, sumCode, sumThreads } from './program';

/** Returns parameters, mean and mean square after one step of AdamW, in four programs. */
export function stepAdamW(
  backend: WebGPUBackend,
  { parameters, gradient, decay, mean, meanSquare }: Readonly<Record<string, TensorInfo>>,
  attributes: AdamWAttributes,
): TensorInfo[] {
  const { clipNorm, learningRate, beta1, beta2, epsilon, rate, deviationScale } = attributes;
  const outputShape = parameters.shape;
  const clip = measureClip(backend, gradient, clipNorm);
  const average = (
    key: string,
    inputs: Readonly<Record<string, TensorInfo>>,
    beta: number,
    term: string,
  ): TensorInfo =>
    runElementwise(backend, {
      key,
      outputShape,
      inputs: { ...inputs, gradient, clip },
      real: { beta },
      code: `
        fn value(at : i32) -> f32 {
          let g = gradient[at] * clip[0];
          return past[at] * uniforms.beta + ${term} * (1.0 - uniforms.beta);
        }`,
    });
  const nextMean = average('adamWMean', { past: mean }, beta1, 'g');
  const nextSquare = average('adamWSquare', { past: meanSquare }, beta2, 'g * g');
  const nextParameters = runElementwise(backend, {
    key: 'adamWParameters',
    outputShape,
    inputs: { parameters, decay, average: nextMean, square: nextSquare },
    real: { learningRate, epsilon, rate, deviationScale },
    code: `
      fn value(at : i32) -> f32 {
        let kept = parameters[at] - parameters[at] * decay[at] * uniforms.learningRate;
        let deviation = sqrt(square[at]) * uniforms.deviationScale + uniforms.epsilon;
        return kept - average[at] * uniforms.rate / deviation;
      }`,
  });
  backend.disposeData(clip.dataId);
  return [nextParameters, nextMean, nextSquare];
}

/** The factor that scales the gradient down to `clipNorm`, at most 1. */
function measureClip(backend: WebGPUBackend, gradient: TensorInfo, clipNorm: number): TensorInfo {
  return runProgram(backend, {
    key: 'adamWClip',
    outputShape: [1],
    inputs: { gradient },
    whole: { count: gradient.shape[0] },
    real: { clipNorm },
    workgroups: [1, 1, 1],
    workgroupSize: [sumThreads, 1, 1],
    code: `
      fn term(at : i32) -> vec2<f32> { return vec2<f32>(gradient[at] * gradient[at], 0.0); }
      ${sumCode}
      fn main(index : i32) {
        let norm = sqrt(sumOver(uniforms.count).x);
        if (localIndex == 0u) {
          let factor = min(uniforms.clipNorm / (norm + 1e-6), 1.0);
          result[0] = select(1.0, factor, uniforms.clipNorm > 0.0);
        }
      }`,
  });
}

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
