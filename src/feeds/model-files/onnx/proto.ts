import { PbfWriter } from 'pbf';

// The messages of onnx.proto3 that a graph needs, with their field numbers. Source: onnx/onnx, onnx/onnx.proto3.

/** Types of tensors, `TensorProto.DataType`. */
const dataTypes = { float32: 1, int64: 7, float64: 11 } as const;

export type DataType = keyof typeof dataTypes;

/** A constant; its bytes are little-endian. */
export interface Initializer {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export type Attribute =
  { readonly float: number } | { readonly int: number } | { readonly ints: readonly number[] };

export interface Node {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output of the graph; an axis that is named may have any length. */
interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
  readonly meaning: string;
}

interface Model {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Version 8 of the file format has operator set 17, the first with LayerNormalization. */
const versions = { format: 8, operators: 17 } as const;

/** Returns the bytes of an ONNX file. */
export function encodeModel(model: Model): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, versions.format);
  writer.writeStringField(2, 'Tabquant');
  writer.writeMessage(7, writeGraph, model);
  writer.writeMessage(8, writeOperatorSet, versions.operators);
  for (const entry of Object.entries(model.metadata)) writer.writeMessage(14, writeEntry, entry);
  return writer.finish();
}

function writeOperatorSet(version: number, writer: PbfWriter): void {
  writer.writeStringField(1, '');
  writer.writeVarintField(2, version);
}

function writeEntry([key, value]: [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeGraph(
  { name, nodes, initializers, inputs, outputs }: Model,
  writer: PbfWriter,
): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, name);
  for (const constant of initializers) writer.writeMessage(5, writeTensor, constant);
  for (const value of inputs) writer.writeMessage(11, writeValue, value);
  for (const value of outputs) writer.writeMessage(12, writeValue, value);
}

function writeNode({ operation, inputs, outputs, attributes }: Node, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  for (const output of outputs) writer.writeStringField(2, output);
  writer.writeStringField(3, `make ${outputs[0]}`);
  writer.writeStringField(4, operation);
  for (const entry of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, attribute]: [string, Attribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if ('float' in attribute) {
    writer.writeFloatField(2, attribute.float);
    writer.writeVarintField(20, 1);
  } else if ('int' in attribute) {
    writer.writeVarintField(3, attribute.int);
    writer.writeVarintField(20, 2);
  } else {
    for (const int of attribute.ints) writer.writeVarintField(8, int);
    writer.writeVarintField(20, 7);
  }
}

function writeTensor({ name, type, shape, bytes }: Initializer, writer: PbfWriter): void {
  for (const length of shape) writer.writeVarintField(1, length);
  writer.writeVarintField(2, dataTypes[type]);
  writer.writeStringField(8, name);
  writer.writeBytesField(9, bytes);
}

function writeValue(value: Value, writer: PbfWriter): void {
  writer.writeStringField(1, value.name);
  writer.writeMessage(2, writeType, value);
  writer.writeStringField(3, value.meaning);
}

function writeType(value: Value, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, value);
}

function writeTensorType({ type, shape }: Value, writer: PbfWriter): void {
  writer.writeVarintField(1, dataTypes[type]);
  writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: Value['shape'], writer: PbfWriter): void {
  for (const length of shape) writer.writeMessage(1, writeAxis, length);
}

function writeAxis(length: number | string, writer: PbfWriter): void {
  if (typeof length === 'number') writer.writeVarintField(1, length);
  else writer.writeStringField(2, length);
}
