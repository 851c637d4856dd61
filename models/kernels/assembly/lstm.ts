import { hyperbolicTangent, sigmoid } from './exponential';
import { multiplyAdd } from './multiply-add';

// Windows of a sample go through the network in groups of `groupWindows`, arrays being [channel][window]: a
// register holds four windows, and the rows that a group reads at a step lie one place after those of the step before.

/** Windows of a group, a multiple of 12. */
export const groupWindows: i32 = 48;
/** Bytes of a channel of a group. */
export const groupBytes: i32 = groupWindows << 2;
/** Values kept of each unit at a step: input, forget, candidate, output gate, and the squashed cell. */
export const unitTraceBytes: i32 = 5 * groupBytes;

/**
 * The last hidden state of an LSTM over each window of `steps` rows; see `runLstm` in models/ops. `projected` is
 * `[batch, time, 4 units]`, `packed` the weight by `packLstmWeight`, `y` `[batch, time - steps + 1, units]`.
 *
 * `rows` is room for `4 units (groupWindows + steps)` values, `state` for `9 units groupWindows`.
 */
export function runLstm(
  projected: usize,
  packed: usize,
  y: usize,
  rows: usize,
  state: usize,
  batch: i32,
  time: i32,
  units: i32,
  steps: i32,
): void {
  const windows = time - steps + 1;
  const stateBytes = units * groupBytes;
  const trace = state + 4 * stateBytes;
  for (let b = 0; b < batch; b++) {
    for (let first = 0; first < windows; first += groupWindows) {
      const count = min(windows - first, groupWindows);
      const from = projected + (((b * time + first) * 4 * units) << 2);
      turnRows(from, rows, count + steps - 1, 4 * units, groupWindows + steps);
      let hidden = state;
      let next = state + 2 * stateBytes;
      memory.fill(hidden, 0, 2 * stateBytes);
      for (let step = 0; step < steps; step++) {
        stepLstm(rows, packed, hidden, next, trace, units, steps, step);
        const used = hidden;
        hidden = next;
        next = used;
      }
      const to = y + (((b * windows + first) * units) << 2);
      for (let window = 0; window < count; window++) {
        for (let unit = 0; unit < units; unit++) {
          const value = load<f32>(hidden + unit * groupBytes + (window << 2));
          store<f32>(to + ((window * units + unit) << 2), value);
        }
      }
    }
  }
}

/** Writes `weight` `[unit, 4 units]` as `[unit to, unit from, gate]`. */
export function packLstmWeight(weight: usize, packed: usize, units: i32): void {
  for (let to = 0; to < units; to++) {
    for (let from = 0; from < units; from++) {
      for (let gate = 0; gate < 4; gate++) {
        store<f32>(packed, load<f32>(weight + ((from * 4 * units + gate * units + to) << 2)));
        packed += 4;
      }
    }
  }
}

/** Writes `count` rows `[row, channel]` as `[channel, pitch]`, with zeros after them. */
export function turnRows(from: usize, to: usize, count: i32, channels: i32, pitch: i32): void {
  memory.fill(to, 0, (channels * pitch) << 2);
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < channels; channel++) {
      store<f32>(to + ((channel * pitch + row) << 2), load<f32>(from));
      from += 4;
    }
  }
}

/**
 * One step of a group of windows: from `state` (hidden, then cell) to `next`, with the gates in `trace`. A tile of 12
 * windows holds the sums of a unit's four gates in 12 registers.
 */
export function stepLstm(
  rows: usize,
  packed: usize,
  state: usize,
  next: usize,
  trace: usize,
  units: i32,
  steps: i32,
  step: i32,
): void {
  const stateBytes = units * groupBytes;
  const gateBytes = (units * (groupWindows + steps)) << 2;
  const terms = step === 0 ? 0 : units; // the first hidden state is 0
  for (let unit = 0; unit < units; unit++) {
    const read = rows + ((unit * (groupWindows + steps) + step) << 2);
    const weights = packed + ((unit * units) << 4);
    for (let tile: i32 = 0; tile < groupBytes; tile += 48) {
      let at = read + tile;
      let i0 = v128.load(at);
      let i1 = v128.load(at, 16);
      let i2 = v128.load(at, 32);
      at += gateBytes;
      let f0 = v128.load(at);
      let f1 = v128.load(at, 16);
      let f2 = v128.load(at, 32);
      at += gateBytes;
      let g0 = v128.load(at);
      let g1 = v128.load(at, 16);
      let g2 = v128.load(at, 32);
      at += gateBytes;
      let o0 = v128.load(at);
      let o1 = v128.load(at, 16);
      let o2 = v128.load(at, 32);
      let w = weights;
      let h = state + tile;
      for (let term = 0; term < terms; term++) {
        const h0 = v128.load(h);
        const h1 = v128.load(h, 16);
        const h2 = v128.load(h, 32);
        let weight = v128.load32_splat(w);
        i0 = multiplyAdd(weight, h0, i0);
        i1 = multiplyAdd(weight, h1, i1);
        i2 = multiplyAdd(weight, h2, i2);
        weight = v128.load32_splat(w, 4);
        f0 = multiplyAdd(weight, h0, f0);
        f1 = multiplyAdd(weight, h1, f1);
        f2 = multiplyAdd(weight, h2, f2);
        weight = v128.load32_splat(w, 8);
        g0 = multiplyAdd(weight, h0, g0);
        g1 = multiplyAdd(weight, h1, g1);
        g2 = multiplyAdd(weight, h2, g2);
        weight = v128.load32_splat(w, 12);
        o0 = multiplyAdd(weight, h0, o0);
        o1 = multiplyAdd(weight, h1, o1);
        o2 = multiplyAdd(weight, h2, o2);
        w += 16;
        h += groupBytes;
      }
      const place = unit * groupBytes + tile;
      const kept = trace + unit * unitTraceBytes + tile;
      finishCell(i0, f0, g0, o0, state + place, next + place, kept, stateBytes);
      finishCell(i1, f1, g1, o1, state + place + 16, next + place + 16, kept + 16, stateBytes);
      finishCell(i2, f2, g2, o2, state + place + 32, next + place + 32, kept + 32, stateBytes);
    }
  }
}

/** From the sums of the four gates of four windows to their new hidden state and cell. */
function finishCell(
  inputSum: v128,
  forgetSum: v128,
  candidateSum: v128,
  outputSum: v128,
  state: usize,
  next: usize,
  trace: usize,
  stateBytes: usize,
): void {
  const input = sigmoid(inputSum);
  const forget = sigmoid(forgetSum);
  const candidate = hyperbolicTangent(candidateSum);
  const output = sigmoid(outputSum);
  const cell = multiplyAdd(forget, v128.load(state + stateBytes), f32x4.mul(input, candidate));
  const squashed = hyperbolicTangent(cell);
  v128.store(next + stateBytes, cell);
  v128.store(next, f32x4.mul(output, squashed));
  v128.store(trace, input);
  v128.store(trace + groupBytes, forget);
  v128.store(trace + 2 * groupBytes, candidate);
  v128.store(trace + 3 * groupBytes, output);
  v128.store(trace + 4 * groupBytes, squashed);
}
