import {
  add,
  concat,
  customGrad,
  type GradSaveFunc,
  matMul,
  mul,
  pad,
  reshape,
  sigmoid,
  slice,
  split,
  sub,
  square,
  tanh,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { kernelNames } from '../kernels/kernel-contract';
import { hasKernel, runKernel } from '../kernels/run-kernel';

/**
 * Returns the hidden state of an LSTM after each full window of `steps` rows, `[batch, time - steps + 1, unit]`;
 * each window starts from a state of zeros.
 *
 * `projected` `[batch, time, 4 unit]` is what the gates get from each row, biases included, in PyTorch's order:
 * input, forget, cell, output. `weight` `[unit, 4 unit]` is what they get from the hidden state. Differentiable in
 * both. All windows run side by side: their step s reads the rows from s on, so that none is copied. States are
 * computed again for the gradient instead of being kept.
 *
 * Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers et al., 2000.
 */
export function runLstm(projected: Tensor3D, weight: Tensor2D, steps: number): Tensor3D {
  return customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args[args.length - 1] as GradSaveFunc;
    save([projected, weight]);
    const value = hasKernel(kernelNames.lstm)
      ? runKernel(kernelNames.lstm, { projected, weight }, { steps })[0]
      : runGeneric(projected, weight, steps);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [p, w] = saved as [Tensor3D, Tensor2D];
      if (!hasKernel(kernelNames.lstmGradient)) return differentiateGeneric(p, w, steps, dy);
      return runKernel(kernelNames.lstmGradient, { projected: p, weight: w, dy }, { steps });
    };
    return { value, gradFunc };
  })(projected, weight) as Tensor3D;
}

function runGeneric(projected: Tensor3D, weight: Tensor2D, steps: number): Tensor3D {
  const [batch, time] = projected.shape;
  const windows = time - steps + 1;
  const [units] = weight.shape;
  let state = createState(batch * windows, units);
  for (let step = 0; step < steps; step++) {
    state = tidy(() => {
      const { hidden, cell } = stepCell(readRows(projected, step, windows), weight, state);
      return { hidden, cell };
    });
  }
  return reshape(state.hidden, [batch, windows, units]);
}

/** States of all windows, `[batch x window, unit]`. */
interface LstmState {
  readonly hidden: Tensor2D;
  readonly cell: Tensor2D;
}

function createState(rows: number, units: number): LstmState {
  return { hidden: zeros([rows, units]), cell: zeros([rows, units]) };
}

/** The row that each window reads at a step: `[batch x window, 4 unit]`. */
function readRows(projected: Tensor3D, step: number, windows: number): Tensor2D {
  const [batch, , gates] = projected.shape;
  const rows = slice(projected, [0, step, 0], [batch, windows, gates]);
  return reshape(rows, [batch * windows, gates]);
}

/** One step of all windows, with the values of its gates. */
function stepCell(rows: Tensor2D, weight: Tensor2D, { hidden, cell }: LstmState) {
  const sums = split(add(rows, matMul(hidden, weight)), 4, 1);
  const [input, forget, output] = [sums[0], sums[1], sums[3]].map((sum) => sigmoid(sum));
  const candidate = tanh(sums[2]);
  const next = add(mul(forget, cell), mul(input, candidate)) as Tensor2D;
  const squashed = tanh(next);
  const gates = { input, forget, candidate, output, squashed };
  return { hidden: mul(output, squashed) as Tensor2D, cell: next, gates };
}

/** The gradients of the projected rows and of the weight, by backpropagation through time. */
function differentiateGeneric(
  projected: Tensor3D,
  weight: Tensor2D,
  steps: number,
  dy: Tensor,
): Tensor[] {
  const [batch, time, gateCount] = projected.shape;
  const windows = time - steps + 1;
  const [units] = weight.shape;
  const states = [createState(batch * windows, units)];
  const gates: ReturnType<typeof stepCell>['gates'][] = [];
  for (let step = 0; step < steps; step++) {
    const next = tidy(() => stepCell(readRows(projected, step, windows), weight, states[step]));
    states.push(next);
    gates.push(next.gates);
  }

  let dhidden: Tensor = reshape(dy, [batch * windows, units]);
  let dcell: Tensor = zeros([batch * windows, units]);
  let dprojected: Tensor = zeros([batch, time, gateCount]);
  let dweight: Tensor = zeros([units, gateCount]);
  for (let step = steps - 1; step >= 0; step--) {
    const { hidden, cell } = states[step];
    const { input, forget, candidate, output, squashed } = gates[step];
    [dhidden, dcell, dprojected, dweight] = tidy(() => {
      const slope = add(dcell, mul(mul(dhidden, output), sub(1, square(squashed))));
      const dsums = concat(
        [
          mul(mul(slope, candidate), slopeOfSigmoid(input)),
          mul(mul(slope, cell), slopeOfSigmoid(forget)),
          mul(mul(slope, input), sub(1, square(candidate))),
          mul(mul(dhidden, squashed), slopeOfSigmoid(output)),
        ],
        1,
      ) as Tensor2D;
      const read = pad(reshape(dsums, [batch, windows, gateCount]), [
        [0, 0],
        [step, steps - 1 - step],
        [0, 0],
      ]);
      return [
        matMul(dsums, weight, false, true),
        mul(slope, forget),
        add(dprojected, read),
        add(dweight, matMul(hidden, dsums, true)),
      ] as [Tensor, Tensor, Tensor, Tensor];
    });
  }
  return [dprojected, dweight];
}

function slopeOfSigmoid(value: Tensor): Tensor {
  return mul(value, sub(1, value));
}
