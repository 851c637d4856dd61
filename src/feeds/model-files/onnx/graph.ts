import type { Attribute, DataType, Initializer, Node } from './proto';

type Attributes = Readonly<Record<string, Attribute>>;

/** A graph under construction; tensors are known by name. */
export interface GraphBuilder {
  /** Adds a constant of float32 unless another type is said, and returns its name. */
  constant(values: ArrayLike<number>, shape: readonly number[], type?: DataType): string;
  /** Adds an operation with one output, and returns the output's name, which is made unless it is given. */
  apply(
    operation: string,
    inputs: readonly string[],
    attributes?: Attributes,
    output?: string,
  ): string;
  /** Adds an operation with several outputs; one that is not wanted is left out by an empty name. */
  applyMany(
    operation: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Attributes,
  ): void;
  /** Returns a name that no tensor has. */
  nameTensor(): string;
  /** Adds `x[..., start:end, ...]` of an axis. */
  slice(x: string, axis: number, start: number, end: number): string;
  /** Adds `x weight + bias` over the last axis; `weight` is `[out, in]`, as PyTorch keeps it. */
  linear(x: string, weight: Float32Array, bias: Float32Array): string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
}

export function createGraph(): GraphBuilder {
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  let tensors = 0;
  const graph: GraphBuilder = {
    nodes,
    initializers,
    nameTensor: () => `t${tensors++}`,
    constant(values, shape, type = 'float32') {
      const name = graph.nameTensor();
      initializers.push({ name, type, shape, bytes: encodeValues(values, type) });
      return name;
    },
    apply(operation, inputs, attributes = {}, output = graph.nameTensor()) {
      nodes.push({ operation, inputs, outputs: [output], attributes });
      return output;
    },
    applyMany(operation, inputs, outputs, attributes = {}) {
      nodes.push({ operation, inputs, outputs, attributes });
    },
    slice(x, axis, start, end) {
      const whole = (value: number): string => graph.constant([value], [1], 'int64');
      return graph.apply('Slice', [x, whole(start), whole(end), whole(axis)]);
    },
    linear(x, weight, bias) {
      const outputs = bias.length;
      const inputs = weight.length / outputs;
      const turned = Float32Array.from(
        weight,
        (_, at) => weight[(at % outputs) * inputs + Math.floor(at / outputs)],
      );
      const product = graph.apply('MatMul', [x, graph.constant(turned, [inputs, outputs])]);
      return graph.apply('Add', [product, graph.constant(bias, [outputs])]);
    },
  };
  return graph;
}

const bytesOf: Readonly<Record<DataType, number>> = { float32: 4, float64: 8, int64: 8 };

function encodeValues(values: ArrayLike<number>, type: DataType): Uint8Array {
  const size = bytesOf[type];
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let at = 0; at < values.length; at++) {
    if (type === 'float32') view.setFloat32(at * size, values[at], true);
    else if (type === 'float64') view.setFloat64(at * size, values[at], true);
    else view.setBigInt64(at * size, BigInt(values[at]), true);
  }
  return new Uint8Array(view.buffer);
}
