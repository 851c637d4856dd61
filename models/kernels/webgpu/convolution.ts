import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { outputLength } from '../../ops/reference-convolution';
import type { ConvolutionAttributes } from '../kernel-contract';
import { runFilterGradient } from './filter-gradient-program';
import { readSlope, runProgram } from './program';
import { chosenTiling, tileColumns } from './tiling';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Returns `[batch, length, outputs]`; see `causalConvolution`. */
export function convolve(
  backend: WebGPUBackend,
  { x, filter, bias, scale }: Inputs,
  { dilation, relu, dropSteps }: ConvolutionAttributes,
): TensorInfo {
  const [batch, time] = x.shape;
  const [kernel, , outputs] = filter.shape;
  const length = outputLength({ time: time - dropSteps, kernel, dilation });
  const outputShape = [batch, length, outputs];
  const padding = -dropSteps;
  return runConvolve(backend, { x, filter, bias, scale, outputShape, dilation, padding, relu });
}

/** Returns the gradients of filter, bias and, if asked for, x, given that of y. */
export function differentiateConvolution(
  backend: WebGPUBackend,
  { x, filter, y, dy, scale }: Inputs,
  { dilation, relu, dropSteps, needsInputGradient }: ConvolutionAttributes,
): TensorInfo[] {
  const output = relu ? y : undefined;
  const shared = { filter, y: output, scale, dilation };
  const trained = runFilterGradient(backend, { ...shared, x, dy, dropSteps });
  if (!needsInputGradient) return trained;
  const padding = (filter.shape[0] - 1) * dilation + dropSteps;
  const turned = { ...shared, x: dy, outputShape: x.shape, padding, relu: false };
  return [...trained, runConvolve(backend, turned)];
}

interface ConvolveRequest {
  /** `[batch, rowsIn, inputs]`: x, or the gradient of y. */
  readonly x: TensorInfo;
  /** `[kernel, in, out]` of the forward convolution. */
  readonly filter: TensorInfo;
  /** Forward only. */
  readonly bias?: TensorInfo;
  /** Input gradient only: the output of a ReLU whose slope `x` is carried back over. */
  readonly y?: TensorInfo;
  /** `[batch, 1, out]`: of the output, or of `x` in the input gradient. */
  readonly scale?: TensorInfo;
  readonly outputShape: readonly number[];
  readonly dilation: number;
  /** Rows of zeros before the first of x; negative where rows are left out. */
  readonly padding: number;
  readonly relu: boolean;
}

/**
 * Returns the convolution of `x` with the filter, or, without a bias, with the filter turned
 * around: taps in reverse order, inputs and outputs exchanged.
 */
function runConvolve(backend: WebGPUBackend, request: ConvolveRequest): TensorInfo {
  const { x, filter, bias, y, scale, outputShape, dilation, padding, relu } = request;
  const [batch, rowsOut, outputs] = outputShape;
  const [, rowsIn, inputs] = x.shape;
  const { tileRows, name } = chosenTiling();
  const parts = { ...(bias && { bias }), ...(y && { y }), ...(scale && { scale }) };
  return runProgram(backend, {
    key: `causalConvolve_${Object.keys(parts).join('_')}_${relu}_${name}`,
    outputShape,
    inputs: { x, filterValues: filter, ...parts },
    whole: { rowsIn, rowsOut, inputs, outputs, taps: filter.shape[0], dilation, padding },
    workgroups: [Math.ceil(outputs / tileColumns), Math.ceil(rowsOut / tileRows), batch],
    workgroupSize: [8, 8, 1],
    code: writeCode(request),
  });
}

function writeCode({ bias, y, scale, relu }: ConvolveRequest): string {
  const { threadRows, depth, tileRows } = chosenTiling();
  const isForward = bias !== undefined;
  const filterIndex = isForward
    ? '(tap * uniforms.inputs + input) * uniforms.outputs + output'
    : '((uniforms.taps - 1 - tap) * uniforms.outputs + output) * uniforms.inputs + input';
  const reading = isForward
    ? { code: '', call: 'x[at]' }
    : readSlope('x', { y, scale }, 'uniforms.inputs');
  let value = isForward ? 'sum[row][column] + bias[output]' : 'sum[row][column]';
  if (relu && isForward) value = `max(${value}, 0.0)`;
  if (scale && isForward) value = `(${value}) * scale[b * uniforms.outputs + output]`;
  return `
    var<workgroup> rows : array<array<f32, ${depth}>, ${tileRows}>;
    var<workgroup> weights : array<array<f32, ${tileColumns}>, ${depth}>;
    ${reading.code}
    fn main(index : i32) {
      let b = i32(workgroupId.z);
      let firstRow = i32(workgroupId.y) * ${tileRows};
      let firstOutput = i32(workgroupId.x) * ${tileColumns};
      let thread = i32(localIndex);
      var sum : array<vec4<f32>, ${threadRows}>;
      for (var tap = 0; tap < uniforms.taps; tap++) {
        for (var start = 0; start < uniforms.inputs; start += ${depth}) {
          for (var cell = thread; cell < ${tileRows * depth}; cell += 64) {
            let input = start + cell % ${depth};
            let row = firstRow + cell / ${depth} + tap * uniforms.dilation - uniforms.padding;
            var read = 0.0;
            if (row >= 0 && row < uniforms.rowsIn && input < uniforms.inputs) {
              let at = (b * uniforms.rowsIn + row) * uniforms.inputs + input;
              read = ${reading.call};
            }
            rows[cell / ${depth}][cell % ${depth}] = read;
          }
          for (var cell = thread; cell < ${tileColumns * depth}; cell += 64) {
            let input = start + cell / ${tileColumns};
            let output = firstOutput + cell % ${tileColumns};
            var weight = 0.0;
            if (input < uniforms.inputs && output < uniforms.outputs) {
              weight = filterValues[${filterIndex}];
            }
            weights[cell / ${tileColumns}][cell % ${tileColumns}] = weight;
          }
          workgroupBarrier();
          for (var step = 0; step < ${depth}; step++) {
            let column = i32(localId.x) * 4;
            let weight = vec4<f32>(weights[step][column], weights[step][column + 1],
                                   weights[step][column + 2], weights[step][column + 3]);
            for (var row = 0; row < ${threadRows}; row++) {
              sum[row] = fma(vec4<f32>(rows[i32(localId.y) * ${threadRows} + row][step]), weight, sum[row]);
            }
          }
          workgroupBarrier();
        }
      }
      for (var row = 0; row < ${threadRows}; row++) {
        let t = firstRow + i32(localId.y) * ${threadRows} + row;
        for (var column = 0; column < 4; column++) {
          let output = firstOutput + i32(localId.x) * 4 + column;
          if (t < uniforms.rowsOut && output < uniforms.outputs) {
            result[(b * uniforms.rowsOut + t) * uniforms.outputs + output] = ${value};
          }
        }
      }
    }`;
}
