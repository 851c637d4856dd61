/** Sizes of one causal convolution; `time` is the length of the input. */
export interface ConvolutionSizes {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly relu: boolean;
}

/** Inputs of a causal convolution, row-major in the given shapes. */
interface ConvolutionArrays {
  /** `[batch, time, inputs]` */
  readonly x: ArrayLike<number>;
  /** `[kernel, inputs, outputs]` */
  readonly filter: ArrayLike<number>;
  /** `[outputs]` */
  readonly bias: ArrayLike<number>;
}

/** Gradients, each in the shape of its array. */
interface ConvolutionGradients {
  readonly x: Float64Array;
  readonly filter: Float64Array;
  readonly bias: Float64Array;
}

/** Length of a valid convolution's output: `time - (kernel - 1) dilation`. */
export function outputLength(
  sizes: Pick<ConvolutionSizes, 'time' | 'kernel' | 'dilation'>,
): number {
  return sizes.time - (sizes.kernel - 1) * sizes.dilation;
}

/**
 * Returns `[batch, length, outputs]`, computed by the definition in float64: every other
 * implementation is measured against this one.
 *
 * `y[b, t, o] = bias[o] + sum over k, i of x[b, t + k dilation, i] filter[k, i, o]`, then ReLU if
 * asked. Output t is the one of input bar `t + (kernel - 1) dilation` and uses no later bar.
 */
export function convolveReference(
  sizes: ConvolutionSizes,
  arrays: ConvolutionArrays,
): Float64Array {
  const { outputs, relu } = sizes;
  const y = new Float64Array(sizes.batch * outputLength(sizes) * outputs);
  for (let at = 0; at < y.length; at++) y[at] = arrays.bias[at % outputs];
  visitProducts(sizes, (x, filter, output) => {
    y[output] += arrays.x[x] * arrays.filter[filter];
  });
  return relu ? y.map((value) => Math.max(value, 0)) : y;
}

/** Returns the gradients of `sum(y * dy)`, where `dy` is `[batch, length, outputs]`, in float64. */
export function differentiateReference(
  sizes: ConvolutionSizes,
  arrays: ConvolutionArrays,
  dy: ArrayLike<number>,
): ConvolutionGradients {
  const { outputs, relu } = sizes;
  const y = convolveReference(sizes, arrays);
  const slope = y.map((value, at) => (relu && value <= 0 ? 0 : dy[at]));
  const gradients = {
    x: new Float64Array(arrays.x.length),
    filter: new Float64Array(arrays.filter.length),
    bias: new Float64Array(outputs),
  };
  for (let at = 0; at < slope.length; at++) gradients.bias[at % outputs] += slope[at];
  visitProducts(sizes, (x, filter, output) => {
    gradients.x[x] += slope[output] * arrays.filter[filter];
    gradients.filter[filter] += slope[output] * arrays.x[x];
  });
  return gradients;
}

/** Calls `visit` for every product with the flat positions of its factors and of its sum. */
function visitProducts(
  sizes: ConvolutionSizes,
  visit: (x: number, filter: number, output: number) => void,
): void {
  const { batch, time, inputs, outputs, kernel, dilation } = sizes;
  const length = outputLength(sizes);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < length; t++) {
      for (let k = 0; k < kernel; k++) {
        for (let i = 0; i < inputs; i++) {
          const x = (b * time + t + k * dilation) * inputs + i;
          for (let o = 0; o < outputs; o++) {
            visit(x, (k * inputs + i) * outputs + o, (b * length + t) * outputs + o);
          }
        }
      }
    }
  }
}
