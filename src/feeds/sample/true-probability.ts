import { type Bars, countBars } from '../../core/bars/bars';
import { createRandom } from '../../core/random';
import {
  createMarketState,
  drawShock,
  type MarketParameters,
  measureImbalance,
  mixImbalance,
  nextDrift,
  observeBar,
  saturate,
  scaleReturn,
} from './market';

const simulatedPaths = 20_000;
const simulationSeed = 20_240_101;
const curveNodes = 9;

/**
 * Returns P(close[t + horizonBars] > close[t] | bars <= t) of a sample market, one value a bar.
 *
 * Uses bars <= t. The memory is rebuilt from the visible columns and looked up in a curve that
 * simulated futures gave. The curve starts from typical volatility: at half or at four times of it,
 * the probability lies less than 0.006 away.
 */
export function computeTrueProbability(
  bars: Bars,
  parameters: MarketParameters,
  horizonBars: number,
): Float64Array {
  const curve = simulateCurve(parameters, horizonBars);
  const state = createMarketState();
  return Float64Array.from({ length: countBars(bars) }, (_, t) => {
    observeBar(state, scaleReturn(bars, t, parameters), measureImbalance(bars, t), parameters);
    const lead = lookUp(curve, Math.abs(state.memory), parameters);
    return state.memory < 0 ? 0.5 - lead : 0.5 + lead;
  });
}

/**
 * Returns P(rise) - 0.5 at `curveNodes` memories from 0 to the greatest possible, equally spaced in
 * `saturate(memory / scale)`.
 *
 * Every node shares the same shocks, and each future is run from the memory and from its negative,
 * of which the market's symmetry knows the answer: both make the curve smooth and cut its error.
 */
function simulateCurve(parameters: MarketParameters, horizonBars: number): Float64Array {
  const curve = new Float64Array(curveNodes);
  const random = createRandom(simulationSeed);
  const shocks = new Float64Array(horizonBars);
  const flows = new Float64Array(horizonBars);
  for (let path = 0; path < simulatedPaths; path++) {
    for (let j = 0; j < horizonBars; j++) {
      shocks[j] = drawShock(random);
      flows[j] = mixImbalance(shocks[j], drawShock(random), parameters);
    }
    for (let node = 1; node < curveNodes; node++) {
      const memory = memoryAt(node, parameters);
      if (rises(memory, shocks, flows, parameters)) curve[node]++;
      if (rises(-memory, shocks, flows, parameters)) curve[node]--;
    }
  }
  return curve.map((balance) => balance / (2 * simulatedPaths));
}

/** Returns the memory of a node: the inverse of its place on the curve. */
function memoryAt(node: number, parameters: MarketParameters): number {
  const u = (greatestReach(parameters) * node) / (curveNodes - 1);
  return (parameters.memoryScale * u) / Math.sqrt(1 - u * u);
}

/** Returns `saturate(memory / scale)` of the memory that only imbalances of 1 would build. */
function greatestReach({ memoryDecay, memoryScale }: MarketParameters): number {
  return saturate(1 / (1 - memoryDecay) / memoryScale);
}

function rises(
  memory: number,
  shocks: Float64Array,
  flows: Float64Array,
  parameters: MarketParameters,
): boolean {
  const state = createMarketState();
  state.memory = memory;
  let sum = 0;
  for (let j = 0; j < shocks.length; j++) {
    const scaledReturn = state.relativeVolatility * (nextDrift(state, parameters) + shocks[j]);
    sum += scaledReturn;
    observeBar(state, scaledReturn, flows[j], parameters);
  }
  return sum > 0;
}

/** Reads the curve at `memory`, at least 0; linear between its nodes. */
function lookUp(curve: Float64Array, memory: number, parameters: MarketParameters): number {
  const place = saturate(memory / parameters.memoryScale) / greatestReach(parameters);
  const at = place * (curve.length - 1);
  const node = Math.min(curve.length - 2, Math.floor(at));
  return curve[node] + (curve[node + 1] - curve[node]) * (at - node);
}
