import {
  concat,
  customGrad,
  div,
  exp,
  type GradSaveFunc,
  max,
  mul,
  pad,
  reshape,
  slice,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
  unstack,
  addN,
} from '@tensorflow/tfjs-core';
import { type AttentionAttributes, kernelNames } from '../kernels/kernel-contract';
import { hasKernel, runKernel } from '../kernels/run-kernel';

/**
 * Returns what each bar with a full window attends to, `[batch, time - window + 1, width]`: the mean of the values of
 * the last `window` bars, its own included, weighted by the softmax of `query . key / sqrt(width of a head)`.
 *
 * `projected` `[batch, time, 3 width]` holds queries, keys and values; the channels of each are those of the first head,
 * then of the next. Differentiable.
 *
 * Source: Vaswani et al., "Attention is all you need", 2017, equation 1, limited to a window.
 */
export function attendToWindow(projected: Tensor3D, attributes: AttentionAttributes): Tensor3D {
  return customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args[args.length - 1] as GradSaveFunc;
    save([projected]);
    const value = hasKernel(kernelNames.attention)
      ? runKernel(kernelNames.attention, { projected }, attributes)[0]
      : attendGeneric(projected, attributes);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor => {
      const [qkv] = saved as [Tensor3D];
      if (!hasKernel(kernelNames.attentionGradient)) {
        return differentiateGeneric(qkv, dy, attributes);
      }
      return runKernel(kernelNames.attentionGradient, { projected: qkv, dy }, attributes)[0];
    };
    return { value, gradFunc };
  })(projected) as Tensor3D;
}

function attendGeneric(projected: Tensor3D, attributes: AttentionAttributes): Tensor3D {
  const { values, shares } = weigh(projected, attributes);
  const [batch, bars, width] = shapeOfOutput(projected, attributes);
  return reshape(sum(mul(shares, values), 0), [batch, bars, width]);
}

/**
 * Queries `[batch, bar, head, channel]`; keys and values of their windows, `[window, batch, bar, head, channel]`, oldest
 * bar first; and the share of each bar of a window, `[window, batch, bar, head, 1]`.
 */
function weigh(projected: Tensor3D, attributes: AttentionAttributes) {
  const { window, heads } = attributes;
  const [batch, bars, width] = shapeOfOutput(projected, attributes);
  const read = (part: number, from: number): Tensor4D => {
    const rows = slice(projected, [0, from, part * width], [batch, bars, width]);
    return reshape(rows, [batch, bars, heads, width / heads]);
  };
  const readWindows = (part: number): Tensor5D =>
    stack(Array.from({ length: window }, (_, at) => read(part, at))) as Tensor5D;
  const queries = mul(read(0, window - 1), Math.sqrt(heads / width));
  const keys = readWindows(1);
  const scores = sum(mul(queries, keys), 4, true);
  const exponentials = exp(sub(scores, max(scores, 0, true)));
  const shares = div(exponentials, sum(exponentials, 0, true));
  return { queries, keys, values: readWindows(2), shares };
}

/** The gradient of queries, keys and values. */
function differentiateGeneric(
  projected: Tensor3D,
  dy: Tensor,
  attributes: AttentionAttributes,
): Tensor {
  const { window, heads } = attributes;
  const [batch, bars, width] = shapeOfOutput(projected, attributes);
  const { queries, keys, values, shares } = weigh(projected, attributes);
  const dmean = reshape(dy, [batch, bars, heads, width / heads]);
  const dshares = sum(mul(dmean, values), 4, true);
  const dscores = mul(shares, sub(dshares, sum(mul(shares, dshares), 0, true)));
  const dqueries = mul(sum(mul(dscores, keys), 0), Math.sqrt(heads / width));
  /** Puts the rows of each place in the window where they were read from, and adds them. */
  const putBack = (windows: Tensor): Tensor =>
    addN(
      unstack(windows).map((rows, at) =>
        pad(reshape(rows, [batch, bars, width]), [
          [0, 0],
          [at, window - 1 - at],
          [0, 0],
        ]),
      ),
    );
  const padded = pad(reshape(dqueries, [batch, bars, width]), [
    [0, 0],
    [window - 1, 0],
    [0, 0],
  ]);
  return concat([padded, putBack(mul(dscores, queries)), putBack(mul(shares, dmean))], 2);
}

function shapeOfOutput(
  { shape: [batch, time, channels] }: Tensor3D,
  { window }: AttentionAttributes,
): [batch: number, bars: number, width: number] {
  return [batch, time - window + 1, channels / 3];
}
