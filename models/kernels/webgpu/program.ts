import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** One WGSL program and its whole-number or float parameters, which tfjs calls uniforms. */
export interface Program {
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
