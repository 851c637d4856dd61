import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { readSlope, runElementwise, runProgram } from './program';
import { chosenTiling, tileColumns } from './tiling';

/** Time steps that one workgroup sums: enough groups to fill a GPU, few enough to add up. */
const segmentRows = 256;

interface FilterGradientRequest {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly dy: TensorInfo;
  /** Where there was a ReLU. */
  readonly y?: TensorInfo;
  readonly scale?: TensorInfo;
  readonly dilation: number;
  readonly dropSteps: number;
}

/**
 * Returns the gradients of filter and bias: sums over segments of time first, bias included as the
 * filter row whose input is 1, then the sum of the segments.
 */
export function runFilterGradient(
  backend: WebGPUBackend,
  request: FilterGradientRequest,
): [filter: TensorInfo, bias: TensorInfo] {
  const { x, filter, dy, y, scale, dilation, dropSteps } = request;
  const [batch, rowsIn, inputs] = x.shape;
  const [, rowsOut, outputs] = dy.shape;
  const rows = filter.shape[0] * inputs;
  const segments = Math.ceil(rowsOut / segmentRows);
  const { tileRows, name } = chosenTiling();
  const parts = { ...(y && { y }), ...(scale && { scale }) };
  const sums = runProgram(backend, {
    key: `causalFilterGradient_${Object.keys(parts).join('_')}_${name}`,
    outputShape: [batch * segments, rows + 1, outputs],
    inputs: { x, dy, ...parts },
    whole: {
      rowsIn,
      rowsOut,
      inputs,
      outputs,
      rows,
      segments,
      dilation,
      drop: dropSteps,
      steps: Math.min(segmentRows, rowsOut),
    },
    workgroups: [
      Math.ceil(outputs / tileColumns),
      Math.ceil((rows + 1) / tileRows),
      batch * segments,
    ],
    workgroupSize: [8, 8, 1],
    code: writeCode(parts),
  });
  const gradients: [TensorInfo, TensorInfo] = [
    addSegments(backend, sums, filter.shape, 0),
    addSegments(backend, sums, [outputs], rows * outputs),
  ];
  backend.disposeData(sums.dataId);
  return gradients;
}

/** The values at `first` and after of all segments, added up. */
function addSegments(
  backend: WebGPUBackend,
  sums: TensorInfo,
  outputShape: readonly number[],
  first: number,
): TensorInfo {
  const [segments, rows, outputs] = sums.shape;
  return runElementwise(backend, {
    key: 'causalAddSegments',
    outputShape,
    inputs: { sums },
    whole: { segments, stride: rows * outputs, first },
    code: `
      fn value(at : i32) -> f32 {
        var sum = 0.0;
        for (var segment = 0; segment < uniforms.segments; segment++) {
          sum += sums[segment * uniforms.stride + uniforms.first + at];
        }
        return sum;
      }`,
  });
}

function writeCode(parts: { readonly y?: TensorInfo; readonly scale?: TensorInfo }): string {
  const { threadRows, depth, tileRows } = chosenTiling();
  const slope = readSlope('dy', parts, 'uniforms.outputs');
  return `
    var<workgroup> inputsAt : array<array<f32, ${tileRows}>, ${depth}>;
    var<workgroup> slopes : array<array<f32, ${tileColumns}>, ${depth}>;
    ${slope.code}
    fn main(index : i32) {
      let b = i32(workgroupId.z) / uniforms.segments;
      let begin = (i32(workgroupId.z) % uniforms.segments) * ${segmentRows};
      let end = min(begin + ${segmentRows}, uniforms.rowsOut);
      let firstRow = i32(workgroupId.y) * ${tileRows};
      let firstOutput = i32(workgroupId.x) * ${tileColumns};
      var sum : array<vec4<f32>, ${threadRows}>;
      // As many rounds in every group, since they wait for each other within.
      for (var done = 0; done < uniforms.steps; done += ${depth}) {
        let start = begin + done;
        for (var cell = i32(localIndex); cell < ${tileRows * depth}; cell += 64) {
          let t = start + cell / ${tileRows};
          let row = firstRow + cell % ${tileRows};
          var input = 0.0;
          if (t < end && row < uniforms.rows) {
            let time = t + (row / uniforms.inputs) * uniforms.dilation + uniforms.drop;
            input = x[(b * uniforms.rowsIn + time) * uniforms.inputs + row % uniforms.inputs];
          } else if (t < end && row == uniforms.rows) {
            input = 1.0; // the bias
          }
          inputsAt[cell / ${tileRows}][cell % ${tileRows}] = input;
        }
        for (var cell = i32(localIndex); cell < ${tileColumns * depth}; cell += 64) {
          let t = start + cell / ${tileColumns};
          let output = firstOutput + cell % ${tileColumns};
          var read = 0.0;
          if (t < end && output < uniforms.outputs) {
            let at = (b * uniforms.rowsOut + t) * uniforms.outputs + output;
            read = ${slope.call};
          }
          slopes[cell / ${tileColumns}][cell % ${tileColumns}] = read;
        }
        workgroupBarrier();
        for (var step = 0; step < ${depth}; step++) {
          let column = i32(localId.x) * 4;
          let slope = vec4<f32>(slopes[step][column], slopes[step][column + 1],
                                slopes[step][column + 2], slopes[step][column + 3]);
          for (var row = 0; row < ${threadRows}; row++) {
            sum[row] = fma(vec4<f32>(inputsAt[step][i32(localId.y) * ${threadRows} + row]), slope, sum[row]);
          }
        }
        workgroupBarrier();
      }
      for (var row = 0; row < ${threadRows}; row++) {
        let to = firstRow + i32(localId.y) * ${threadRows} + row;
        for (var column = 0; column < 4; column++) {
          let output = firstOutput + i32(localId.x) * 4 + column;
          if (to <= uniforms.rows && output < uniforms.outputs) {
            let group = i32(workgroupId.z) * (uniforms.rows + 1);
            result[(group + to) * uniforms.outputs + output] = sum[row][column];
          }
        }
      }
    }`;
}
