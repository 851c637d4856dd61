/** A causal convolution that takes one row at a time. */
export interface StreamingConvolution {
  /**
   * Takes the next input row and writes the output of the window that ends with it into `output`. The output
   * is undefined until `(kernel - 1) dilation + 1` rows have been taken.
   */
  push(row: ArrayLike<number>, output: Float64Array): void;
}

/** Outputs that are computed at once: four sums in registers share each load of an input. */
const lanes = 4;

/**
 * Returns the convolution with `weight` `[out, in, kernel]` and `bias` `[out]` (PyTorch's layout), followed by
 * ReLU if `relu` is set. It keeps the last `(kernel - 1) dilation + 1` rows.
 *
 * Sums and stored weights are float64, since converting each weight from float32 would take longer than
 * loading twice the bytes.
 */
export function createStreamingConvolution(
  weight: Float32Array,
  bias: Float32Array,
  { kernel, dilation, relu }: { kernel: number; dilation: number; relu: boolean },
): StreamingConvolution {
  const outputs = bias.length;
  const inputs = weight.length / (outputs * kernel);
  const packed = packWeights(weight, outputs, inputs, kernel);
  const length = (kernel - 1) * dilation + 1;
  const ring = new Float64Array(length * inputs);
  const tapCount = kernel * inputs;
  const taps = new Float64Array(tapCount);
  let newest = 0;

  const gatherTaps = (): void => {
    for (let tap = 0; tap < kernel; tap++) {
      const age = (kernel - 1 - tap) * dilation;
      const slot = newest >= age ? newest - age : newest - age + length;
      const from = slot * inputs;
      const to = tap * inputs;
      for (let input = 0; input < inputs; input++) taps[to + input] = ring[from + input];
    }
  };
  return {
    push(row, output) {
      newest = newest + 1 === length ? 0 : newest + 1;
      const slot = newest * inputs;
      for (let input = 0; input < inputs; input++) ring[slot + input] = row[input];
      gatherTaps();
      let at = 0;
      for (let first = 0; first < outputs; first += lanes) {
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let tap = 0; tap < tapCount; tap++) {
          const value = taps[tap];
          a += value * packed[at];
          b += value * packed[at + 1];
          c += value * packed[at + 2];
          d += value * packed[at + 3];
          at += lanes;
        }
        // Writes beyond the end of a typed array are ignored, which drops the sums beyond the last output.
        output[first] = a + bias[first];
        output[first + 1] = b + bias[first + 1];
        output[first + 2] = c + bias[first + 2];
        output[first + 3] = d + bias[first + 3];
      }
      if (!relu) return;
      for (let out = 0; out < outputs; out++) if (output[out] < 0) output[out] = 0;
    },
  };
}

/** Weights as `[out / 4, kernel, in, 4]`, in the order in which they are read; 0 where there is no output. */
function packWeights(
  weight: Float32Array,
  outputs: number,
  inputs: number,
  kernel: number,
): Float64Array {
  const packed = new Float64Array(Math.ceil(outputs / lanes) * kernel * inputs * lanes);
  let at = 0;
  for (let first = 0; first < outputs; first += lanes) {
    for (let tap = 0; tap < kernel; tap++) {
      for (let input = 0; input < inputs; input++) {
        for (let lane = 0; lane < lanes; lane++) {
          const out = first + lane;
          packed[at++] = out < outputs ? weight[(out * inputs + input) * kernel + tap] : 0;
        }
      }
    }
  }
  return packed;
}
