import type { TrainingSummary } from '../../core/library';
import type { BackendReport } from '../../core/models/options';
import type { NamedWeights } from '../../core/models/model-kind';
import type { TrainingRequest } from '../../core/training';

/** A model of the sample market that was trained before the page was built (`npm run train-sample-model`). */
export interface SampleModel {
  /** What a person would ask for to train it; its dataset is the sample market of `defaultSampleSeed`. */
  readonly request: Omit<TrainingRequest, 'backend' | 'workers'>;
  readonly weights: NamedWeights;
  /** Without its time, which says nothing of the machine that the page runs on: 0 seconds. */
  readonly training: TrainingSummary;
  readonly backend: BackendReport;
}

/** The same as plain text and numbers; weights are float16, little-endian, in base64. */
export interface PackedSampleModel extends Omit<SampleModel, 'weights'> {
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly float16: string;
  }[];
}

/** Returns the model that comes with the page; its code is loaded with the first call. */
export async function loadSampleModel(): Promise<SampleModel> {
  const { packedModel } = await import('./sample-model-file');
  return unpackSampleModel(packedModel);
}

/** Rounds weights to float16, an error of at most 1 in 2,048 of each; throws `RangeError` for those over 65,504. */
export function packSampleModel({ weights, ...rest }: SampleModel): PackedSampleModel {
  return {
    ...rest,
    weights: weights.map(({ name, shape, values }) => {
      const bytes = new DataView(new ArrayBuffer(2 * values.length));
      values.forEach((value, at) => bytes.setUint16(2 * at, toFloat16(value), true));
      const text = String.fromCharCode(...new Uint8Array(bytes.buffer));
      return { name, shape, float16: btoa(text) };
    }),
  };
}

/** Returns the model that `packSampleModel` has packed. */
export function unpackSampleModel({ weights, ...rest }: PackedSampleModel): SampleModel {
  return {
    ...rest,
    weights: weights.map(({ name, shape, float16 }) => {
      const text = atob(float16);
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      const view = new DataView(bytes.buffer);
      const values = new Float32Array(bytes.length / 2);
      values.forEach((_, at) => (values[at] = fromFloat16(view.getUint16(2 * at, true))));
      return { name, shape, values };
    }),
  };
}

/** Returns the bits of the nearest float16 (IEEE 754 binary16); subnormals included. */
function toFloat16(value: number): number {
  const size = Math.abs(value);
  if (!(size <= 65_504)) throw new RangeError(`float16: must be at most 65504, was ${value}`);
  const sign = value < 0 ? 0x8000 : 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const mantissa = Math.round(size * 2 ** (10 - exponent));
  // A mantissa of 1,024 or more carries into the exponent, as rounding up to the next power of two does.
  return sign + ((exponent + 14) << 10) + mantissa;
}

function fromFloat16(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits >= 0x8000 ? -size : size;
}
