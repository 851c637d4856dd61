import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** One WGSL program and its whole-number or float parameters, which tfjs calls uniforms. */
interface Program {
  /** Unique for the code: a pipeline is compiled once for each. */
  readonly key: string;
  readonly outputShape: readonly number[];
  /** Names of the bound arrays, in the order of `inputs`. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly whole?: Readonly<Record<string, number>>;
  readonly real?: Readonly<Record<string, number>>;
  /** Workgroups in x, y and z. */
  readonly workgroups: readonly [number, number, number];
  readonly workgroupSize: readonly [number, number, number];
  /** WGSL that defines `main(index)` and writes `result`; shapes come as uniforms, never as constants. */
  readonly code: string;
}

/** Runs a program and returns its output, float32. */
export function runProgram(backend: WebGPUBackend, program: Program): TensorInfo {
  const { key, outputShape, inputs, whole = {}, real = {}, code } = program;
  const declare = (type: string) => (name: string) => `${name} : ${type}, `;
  const uniforms = [
    ...Object.keys(whole).map(declare('i32')),
    ...Object.keys(real).map(declare('f32')),
  ];
  const values = [
    ...Object.values(whole).map((value) => ({ type: 'int32', data: [value] })),
    ...Object.values(real).map((value) => ({ type: 'float32', data: [value] })),
  ];
  const description = {
    variableNames: Object.keys(inputs),
    outputShape: [...outputShape],
    shaderKey: key,
    dispatchLayout: { x: [] }, // flat: `main` is given an index and may find its place otherwise
    dispatch: [...program.workgroups] as [number, number, number],
    workgroupSize: [...program.workgroupSize] as [number, number, number],
    uniforms: uniforms.join(''),
    getUserCode: () => code,
  };
  return backend.runWebGPUProgram(description, Object.values(inputs), 'float32', values);
}

const elementThreads = 64;
/** More workgroups than this go into the next row: a dimension holds 65,535. */
const rowGroups = 1024;

/** Runs a program for each element: `code` defines `fn value(at : i32) -> f32`. */
export function runElementwise(
  backend: WebGPUBackend,
  program: Pick<Program, 'key' | 'outputShape' | 'inputs' | 'whole' | 'real' | 'code'>,
): TensorInfo {
  const size = program.outputShape.reduce((product, length) => product * length, 1);
  const groups = Math.ceil(size / elementThreads);
  const code = `
    ${program.code}
    fn main(index : i32) { if (index < uniforms.count) { result[index] = value(index); } }`;
  return runProgram(backend, {
    ...program,
    whole: { ...program.whole, count: size },
    workgroupSize: [elementThreads, 1, 1],
    workgroups: [Math.min(groups, rowGroups), Math.ceil(groups / rowGroups), 1],
    code,
  });
}

/**
 * Returns WGSL that reads the gradient `name` of a convolution's output at `at` (channels last, of
 * batch sample `b`) and carries it back over its scale and ReLU: a function and its call.
 */
export function readSlope(
  name: string,
  { y, scale }: { readonly y?: TensorInfo; readonly scale?: TensorInfo },
  channels: string,
): { readonly code: string; readonly call: string } {
  const factor = scale ? ` * scale[b * ${channels} + at % ${channels}]` : '';
  const slope = `${name}[at]${factor}`;
  const value = y ? `select(0.0, ${slope}, y[at] > 0.0)` : slope;
  return {
    code: `fn readSlope(at : i32, b : i32) -> f32 { return ${value}; }`,
    call: 'readSlope(at, b)',
  };
}

/** Threads of the one workgroup that sums a whole array. */
export const sumThreads = 256;

/**
 * WGSL of `sumOver(count)`: the sum of `term(at)`, a `vec2<f32>` that the program defines, over all
 * `at` below `count`, known to every thread of the workgroup.
 */
export const sumCode = `
  var<workgroup> partials : array<vec2<f32>, ${sumThreads}>;
  fn sumOver(count : i32) -> vec2<f32> {
    let thread = i32(localIndex);
    var sum = vec2<f32>(0.0);
    for (var at = thread; at < count; at += ${sumThreads}) { sum += term(at); }
    partials[thread] = sum;
    for (var half = ${sumThreads / 2}; half > 0; half /= 2) {
      workgroupBarrier();
      if (thread < half) { partials[thread] += partials[thread + half]; }
    }
    workgroupBarrier();
    return partials[0];
  }`;
