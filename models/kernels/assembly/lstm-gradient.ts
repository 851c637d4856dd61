import { groupBytes, groupWindows, stepLstm, turnRows, unitTraceBytes } from './lstm';
import { multiplyAdd } from './multiply-add';

/**
 * The gradients of `runLstm` by backpropagation through time: writes `dprojected` `[batch, time, 4 units]` and
 * `dweight` `[units, 4 units]`, given `dy` `[batch, time - steps + 1, units]`. The states of a group of windows are
 * computed again and kept while its gradient is.
 *
 * Room for: `rows` and `drows` `4 units (groupWindows + steps)` values each, `states` `2 units groupWindows (steps + 1)`,
 * `traces` `5 units groupWindows steps`, `dstate` `(2 units + 3) groupWindows`, `sums` `16 units units`, `turned`
 * `4 units (units + 3)`.
 */
export function differentiateLstm(
  projected: usize,
  weight: usize,
  packed: usize,
  dy: usize,
  dprojected: usize,
  dweight: usize,
  rows: usize,
  drows: usize,
  states: usize,
  traces: usize,
  dstate: usize,
  sums: usize,
  turned: usize,
  batch: i32,
  time: i32,
  units: i32,
  steps: i32,
): void {
  const windows = time - steps + 1;
  const pitch = groupWindows + steps;
  const gates = 4 * units;
  const stateBytes = 2 * units * groupBytes;
  const traceBytes = units * unitTraceBytes;
  const padded = (units + 3) & -4;
  const dcell = dstate + padded * groupBytes;
  memory.fill(dprojected, 0, (batch * time * gates) << 2);
  memory.fill(sums, 0, (4 * units * units) << 4);
  turnWeight(weight, turned, units);
  for (let b = 0; b < batch; b++) {
    for (let first = 0; first < windows; first += groupWindows) {
      const count = min(windows - first, groupWindows);
      const place = ((b * time + first) * gates) << 2;
      turnRows(projected + place, rows, count + steps - 1, gates, pitch);
      memory.fill(states, 0, stateBytes);
      for (let step = 0; step < steps; step++) {
        const state = states + step * stateBytes;
        const trace = traces + step * traceBytes;
        stepLstm(rows, packed, state, state + stateBytes, trace, units, steps, step);
      }
      turnRows(dy + (((b * windows + first) * units) << 2), dstate, count, units, groupWindows);
      memory.fill(dcell, 0, units * groupBytes);
      memory.fill(drows, 0, (gates * pitch) << 2);
      for (let step = steps - 1; step >= 0; step--) {
        const state = states + step * stateBytes;
        const trace = traces + step * traceBytes;
        differentiateCells(
          trace,
          state + (stateBytes >> 1),
          dstate,
          dcell,
          drows,
          units,
          pitch,
          step,
        );
        if (step === 0) break; // the first hidden state is 0 and not trained
        addWeightGradient(state, trace, sums, units);
        differentiateHidden(trace, turned, dstate, units);
      }
      addRows(drows, dprojected + place, count + steps - 1, gates, pitch);
    }
  }
  for (let to = 0; to < units; to++) {
    for (let from = 0; from < units; from++) {
      for (let gate = 0; gate < 4; gate++) {
        const sum = v128.load(sums);
        const total =
          f32x4.extract_lane(sum, 0) +
          f32x4.extract_lane(sum, 1) +
          (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
        store<f32>(dweight + ((from * gates + gate * units + to) << 2), total);
        sums += 16;
      }
    }
  }
}

/** Writes `weight` as `[unit from / 4, unit to, gate, 4]`, in which `differentiateHidden` reads it; 0 where there is no unit. */
function turnWeight(weight: usize, turned: usize, units: i32): void {
  for (let first = 0; first < units; first += 4) {
    for (let to = 0; to < units; to++) {
      for (let gate = 0; gate < 4; gate++) {
        for (let from = first; from < first + 4; from++) {
          const at = weight + ((from * 4 * units + gate * units + to) << 2);
          store<f32>(turned, from < units ? load<f32>(at) : 0);
          turned += 4;
        }
      }
    }
  }
}

/** From the gradients of hidden state and cell to those of the gates' sums, which take the place of the gates. */
function differentiateCells(
  trace: usize,
  cell: usize,
  dhidden: usize,
  dcell: usize,
  drows: usize,
  units: i32,
  pitch: i32,
  step: i32,
): void {
  const one = f32x4.splat(1);
  const gateBytes = (units * pitch) << 2;
  for (let unit = 0; unit < units; unit++) {
    let to = drows + ((unit * pitch + step) << 2);
    for (let at: i32 = 0; at < groupBytes; at += 16) {
      const input = v128.load(trace + at);
      const forget = v128.load(trace + at + groupBytes);
      const candidate = v128.load(trace + at + 2 * groupBytes);
      const output = v128.load(trace + at + 3 * groupBytes);
      const squashed = v128.load(trace + at + 4 * groupBytes);
      const dh = v128.load(dhidden + at);
      const steepness = f32x4.sub(one, f32x4.mul(squashed, squashed));
      const slope = multiplyAdd(f32x4.mul(dh, output), steepness, v128.load(dcell + at));
      const dinput = f32x4.mul(f32x4.mul(slope, candidate), slopeOf(input));
      const dforget = f32x4.mul(f32x4.mul(slope, v128.load(cell + at)), slopeOf(forget));
      const flat = f32x4.sub(one, f32x4.mul(candidate, candidate));
      const dcandidate = f32x4.mul(f32x4.mul(slope, input), flat);
      const doutput = f32x4.mul(f32x4.mul(dh, squashed), slopeOf(output));
      v128.store(dcell + at, f32x4.mul(slope, forget));
      v128.store(trace + at, dinput);
      v128.store(trace + at + groupBytes, dforget);
      v128.store(trace + at + 2 * groupBytes, dcandidate);
      v128.store(trace + at + 3 * groupBytes, doutput);
      addTo(to, dinput);
      addTo(to + gateBytes, dforget);
      addTo(to + 2 * gateBytes, dcandidate);
      addTo(to + 3 * gateBytes, doutput);
      to += 16;
    }
    trace += unitTraceBytes;
    cell += groupBytes;
    dhidden += groupBytes;
    dcell += groupBytes;
  }
}

function slopeOf(value: v128): v128 {
  return f32x4.mul(value, f32x4.sub(f32x4.splat(1), value));
}

function addTo(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}

/** Adds to `sums` `[unit to, unit from, gate, 4]` the products of hidden states and gradients; three units at a time. */
function addWeightGradient(hidden: usize, dgates: usize, sums: usize, units: i32): void {
  for (let to = 0; to < units; to++) {
    for (let from = 0; from < units; from += 3) {
      const left = units - from;
      const second = left > 1 ? groupBytes : 0;
      const third = left > 2 ? 2 * groupBytes : 0;
      let i0 = v128.load(sums);
      let f0 = v128.load(sums, 16);
      let g0 = v128.load(sums, 32);
      let o0 = v128.load(sums, 48);
      let i1 = v128.load(sums, 64);
      let f1 = v128.load(sums, 80);
      let g1 = v128.load(sums, 96);
      let o1 = v128.load(sums, 112);
      let i2 = v128.load(sums, 128);
      let f2 = v128.load(sums, 144);
      let g2 = v128.load(sums, 160);
      let o2 = v128.load(sums, 176);
      let h = hidden + from * groupBytes;
      let d = dgates;
      for (const end = h + groupBytes; h < end; h += 16) {
        const h0 = v128.load(h);
        const h1 = v128.load(h + second);
        const h2 = v128.load(h + third);
        let slope = v128.load(d);
        i0 = multiplyAdd(slope, h0, i0);
        i1 = multiplyAdd(slope, h1, i1);
        i2 = multiplyAdd(slope, h2, i2);
        slope = v128.load(d + groupBytes);
        f0 = multiplyAdd(slope, h0, f0);
        f1 = multiplyAdd(slope, h1, f1);
        f2 = multiplyAdd(slope, h2, f2);
        slope = v128.load(d + 2 * groupBytes);
        g0 = multiplyAdd(slope, h0, g0);
        g1 = multiplyAdd(slope, h1, g1);
        g2 = multiplyAdd(slope, h2, g2);
        slope = v128.load(d + 3 * groupBytes);
        o0 = multiplyAdd(slope, h0, o0);
        o1 = multiplyAdd(slope, h1, o1);
        o2 = multiplyAdd(slope, h2, o2);
        d += 16;
      }
      v128.store(sums, i0);
      v128.store(sums, f0, 16);
      v128.store(sums, g0, 32);
      v128.store(sums, o0, 48);
      sums += 64;
      if (left > 1) {
        v128.store(sums, i1);
        v128.store(sums, f1, 16);
        v128.store(sums, g1, 32);
        v128.store(sums, o1, 48);
        sums += 64;
      }
      if (left > 2) {
        v128.store(sums, i2);
        v128.store(sums, f2, 16);
        v128.store(sums, g2, 32);
        v128.store(sums, o2, 48);
        sums += 64;
      }
    }
    dgates += unitTraceBytes;
  }
}

/** `dhidden[from] = sum over to, gate of weight[from, gate, to] dgates[to, gate]`; a tile of 4 units and 12 windows. */
function differentiateHidden(dgates: usize, turned: usize, dhidden: usize, units: i32): void {
  const blockBytes = (4 * units) << 4;
  for (let first = 0; first < units; first += 4) {
    for (let tile: i32 = 0; tile < groupBytes; tile += 48) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let c0 = a0;
      let c1 = a0;
      let c2 = a0;
      let d0 = a0;
      let d1 = a0;
      let d2 = a0;
      let w = turned;
      let slopes = dgates + tile;
      for (let to = 0; to < units; to++) {
        let at = slopes;
        for (const end = at + 4 * groupBytes; at < end; at += groupBytes) {
          const s0 = v128.load(at);
          const s1 = v128.load(at, 16);
          const s2 = v128.load(at, 32);
          let weight = v128.load32_splat(w);
          a0 = multiplyAdd(weight, s0, a0);
          a1 = multiplyAdd(weight, s1, a1);
          a2 = multiplyAdd(weight, s2, a2);
          weight = v128.load32_splat(w, 4);
          b0 = multiplyAdd(weight, s0, b0);
          b1 = multiplyAdd(weight, s1, b1);
          b2 = multiplyAdd(weight, s2, b2);
          weight = v128.load32_splat(w, 8);
          c0 = multiplyAdd(weight, s0, c0);
          c1 = multiplyAdd(weight, s1, c1);
          c2 = multiplyAdd(weight, s2, c2);
          weight = v128.load32_splat(w, 12);
          d0 = multiplyAdd(weight, s0, d0);
          d1 = multiplyAdd(weight, s1, d1);
          d2 = multiplyAdd(weight, s2, d2);
          w += 16;
        }
        slopes += unitTraceBytes;
      }
      const to = dhidden + first * groupBytes + tile;
      storeTile(to, a0, a1, a2);
      storeTile(to + groupBytes, b0, b1, b2);
      storeTile(to + 2 * groupBytes, c0, c1, c2);
      storeTile(to + 3 * groupBytes, d0, d1, d2);
    }
    turned += blockBytes;
  }
}

function storeTile(to: usize, first: v128, second: v128, third: v128): void {
  v128.store(to, first);
  v128.store(to, second, 16);
  v128.store(to, third, 32);
}

/** Adds `count` rows, which lie `[channel, pitch]`, to rows `[row, channel]`. */
function addRows(from: usize, to: usize, count: i32, channels: i32, pitch: i32): void {
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < channels; channel++) {
      store<f32>(to, load<f32>(to) + load<f32>(from + ((channel * pitch + row) << 2)));
      to += 4;
    }
  }
}
