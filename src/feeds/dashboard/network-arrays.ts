import type { NamedWeights } from '../../core/models/model-kind';
import { PickleError } from './pickle-reader';
import type { StateArray } from './torch-file';

/** A convolution or a linear layer; the latter has one tap. */
interface Layer {
  readonly name: string;
  /** `[out, in, tap]`. */
  readonly shape: readonly [number, number, number];
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly place: string;
}

/** The network of a state dict, with the names that our windowed network has for its arrays. */
interface Network {
  readonly width: number;
  readonly kernel: number;
  readonly blocks: number;
  /** Columns that it reads. */
  readonly inputs: number;
  readonly weights: NamedWeights;
}

/**
 * Returns the network of a state dict: residual blocks of two convolutions of one kernel, with a convolution of one tap on the skip where
 * widths differ, then one output. Names do not matter: layers are told apart by their shapes, and belong to one block where their names
 * differ in the last part only. Weight normalisation is multiplied out. Throws `PickleError`, naming the array, for any other network.
 */
export function readNetwork(arrays: readonly StateArray[]): Network {
  const layers = readLayers(arrays);
  const head = layers.pop();
  if (head === undefined) throw new PickleError('has no layers');
  if (head.shape[0] !== 1 || head.shape[2] !== 1) {
    throw new PickleError(
      `ends with "${head.name}" [${head.shape.join(', ')}], not with a layer of one output`,
    );
  }
  const blocks = groupByBlock(layers);
  const [width, inputs, kernel] = blocks[0]?.convolutions[0]?.shape ?? [0, 0, 0];
  if (width === 0) throw new PickleError('has no convolutions');
  const weights = blocks.flatMap(({ name, convolutions, skips }, block) => {
    const from = block === 0 ? inputs : width;
    if (convolutions.length !== 2 || skips.length !== (from === width ? 0 : 1)) {
      throw new PickleError(
        `has ${convolutions.length} convolutions and ${skips.length} layers on the skip in block "${name}", not 2 and ` +
          String(from === width ? 0 : 1),
      );
    }
    const [first, second] = convolutions;
    const own = `blocks.${block}`;
    return [
      ...nameLayer(first, `${own}.conv1`, [width, from, kernel]),
      ...nameLayer(second, `${own}.conv2`, [width, width, kernel]),
      ...skips.flatMap((skip) => nameLayer(skip, `${own}.downsample`, [width, from, 1])),
    ];
  });
  return {
    width,
    kernel,
    blocks: blocks.length,
    inputs,
    weights: [...weights, ...nameLayer(head, 'head', [1, width, 1])],
  };
}

function nameLayer(layer: Layer, name: string, shape: readonly number[]): NamedWeights {
  if (layer.shape.join() !== shape.join()) {
    throw new PickleError(
      `has "${layer.name}" [${layer.shape.join(', ')}] where [${shape.join(', ')}] belongs`,
    );
  }
  return [
    { name: `${name}.weight`, shape, values: layer.weight },
    { name: `${name}.bias`, shape: [shape[0]], values: layer.bias },
  ];
}

interface Block {
  readonly name: string;
  readonly convolutions: Layer[];
  /** Convolutions of one tap. */
  readonly skips: Layer[];
}

function groupByBlock(layers: readonly Layer[]): Block[] {
  const blocks = new Map<string, Block>();
  for (const layer of layers) {
    const name = layer.name.split('.').slice(0, -1).join('.');
    const block = blocks.get(name) ?? { name, convolutions: [], skips: [] };
    blocks.set(name, block);
    (layer.shape[2] === 1 ? block.skips : block.convolutions).push(layer);
  }
  return [...blocks.values()];
}

/** What wrappers put before all names. */
const wrappers = /^(module\.|_orig_mod\.)+/;

/** How weight normalisation names length and direction of a filter. */
const parts = [
  ['weight_g', 'weight_v'],
  ['parametrizations.weight.original0', 'parametrizations.weight.original1'],
] as const;

function readLayers(arrays: readonly StateArray[]): Layer[] {
  const byName = new Map(arrays.map((array) => [array.name.replace(wrappers, ''), array]));
  const used = new Set<string>();
  const take = (name: string): StateArray | undefined => {
    const found = byName.get(name);
    if (found !== undefined) used.add(name);
    return found;
  };
  const names = new Set(
    [...byName.keys()].map((name) => name.replace(/\.(parametrizations\.weight\.\w+|\w+)$/, '')),
  );
  const layers: Layer[] = [];
  for (const name of names) {
    const plain = take(`${name}.weight`);
    const [length, direction] = parts
      .map((pair) => pair.map((part) => take(`${name}.${part}`)))
      .find((pair) => pair.every((part) => part !== undefined)) ?? [undefined, undefined];
    const source = plain ?? direction;
    const bias = take(`${name}.bias`);
    if (source === undefined || bias === undefined) continue;
    const [out, inputs = 0, taps = 1] = source.shape;
    if (source.shape.length < 2 || source.shape.length > 3 || bias.values.length !== out) {
      throw new PickleError(`has "${name}" [${source.shape.join(', ')}], which is no convolution`);
    }
    const weight = length === undefined ? source.values : scaleRows(source, length, name);
    // A layer that is registered under two names is one.
    if (layers.some(({ place }) => place === source.place)) continue;
    layers.push({
      name,
      shape: [out, inputs, taps],
      weight,
      bias: bias.values,
      place: source.place,
    });
  }
  const left = [...byName.keys()].find((name) => !used.has(name));
  if (left !== undefined) {
    throw new PickleError(`has "${left}", which the windowed network has no place for`);
  }
  return layers;
}

/** Weight normalisation: g v / |v| for each output (Salimans and Kingma 2016). */
function scaleRows(direction: StateArray, length: StateArray, name: string): Float32Array {
  const outputs = direction.shape[0];
  if (length.values.length !== outputs)
    throw new PickleError(`has lengths of "${name}" that do not fit`);
  const size = direction.values.length / outputs;
  const norms = Array.from({ length: outputs }, (_, output) =>
    Math.hypot(...direction.values.subarray(output * size, (output + 1) * size)),
  );
  return direction.values.map((value, at) => {
    const output = Math.floor(at / size);
    return (length.values[output] * value) / norms[output];
  });
}
