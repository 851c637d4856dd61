import {
  concat,
  pad,
  mean,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';
import { dilationsOf } from '../../src/core/models/dilations';
import type { WindowedSpec } from '../../src/core/models/windowed';
import { causalConvolution } from '../ops/causal-convolution';
import { joinSkip } from '../ops/residual-ops';
import type { RunOnlyKind } from './kind';
import { listResidualArrays } from './residual-arrays';

/** Windows that are computed at once: fewer spend their time on calls, more take memory. */
const windowsAtOnce = 512;

/** The network of the reference dashboard; its arrays are those of a TCN of its size. */
export const windowedNetwork: RunOnlyKind<WindowedSpec> = {
  name: 'windowed',
  trainedBy: 'others',
  listArrays: listResidualArrays,
  computeLogits,
};

function computeLogits(
  spec: WindowedSpec,
  arrays: ReadonlyMap<string, Tensor>,
  x: Tensor3D,
): Tensor2D {
  const [batch, time] = x.shape;
  const windows = time - spec.window + 1;
  const parts: Tensor2D[] = [];
  for (let first = 0; first < windows; first += windowsAtOnce) {
    const count = Math.min(windowsAtOnce, windows - first);
    parts.push(
      tidy(() => {
        const rows = cutWindows(x, spec.window, first, count);
        return reshape(averageWindows(spec, arrays, rows), [batch, count]);
      }),
    );
  }
  return concat(parts, 1);
}

/** Returns `[batch * count, window, feature]`: the windows that begin at bars `first` to `first + count - 1`. */
function cutWindows(x: Tensor3D, window: number, first: number, count: number): Tensor3D {
  const [batch, , inputs] = x.shape;
  const rows = Array.from({ length: window }, (_, row): Tensor3D =>
    reshape(slice(x, [0, first + row, 0], [batch, count, inputs]), [batch * count, 1, inputs]),
  );
  return concat(rows, 1);
}

/** Returns `[window, 1]`: one logit of each window `[window, bar, feature]`. */
function averageWindows(
  spec: WindowedSpec,
  arrays: ReadonlyMap<string, Tensor>,
  windows: Tensor3D,
): Tensor {
  const convolve = (name: string, input: Tensor3D, dilation: number, relu: boolean): Tensor3D => {
    const filter = arrays.get(`${name}.weight`) as Tensor3D;
    const before = (filter.shape[0] - 1) * dilation;
    const padded =
      before === 0
        ? input
        : pad(input, [
            [0, 0],
            [before, 0],
            [0, 0],
          ]);
    return causalConvolution(padded, filter, arrays.get(`${name}.bias`) as Tensor1D, {
      dilation,
      relu,
    });
  };
  let h = windows;
  dilationsOf(spec).forEach((dilation, block) => {
    const name = `blocks.${block}`;
    const inner = convolve(`${name}.conv1`, h, dilation, true);
    const joined = convolve(`${name}.conv2`, inner, dilation, true);
    const hasSkip = arrays.has(`${name}.downsample.weight`);
    h = joinSkip(joined, hasSkip ? convolve(`${name}.downsample`, h, 1, false) : h);
  });
  return convolve('head', mean<Tensor3D>(h, 1, true), 1, false);
}
