import { type Bars, countBars } from '../../core/bars/bars';
import { createRandom } from '../../core/random';
import {
  createMarketState,
  drawShock,
  type MarketParameters,
  mixImbalance,
  nextDrift,
  observeBar,
  readBar,
  saturate,
} from './market';

const simulatedPaths = 6_000;
const simulationSeed = 20_240_101;
const memoryNodes = 7;
/** Activities in units of the threshold, denser around it; the response hardly changes beyond them. */
const activityNodes = [0.6, 0.85, 0.93, 0.98, 1.02, 1.07, 1.15, 1.5, 3];

/** P(rise) - 0.5, `[activity node, memory node]`. */
type Surface = readonly Float64Array[];

/**
 * Returns P(close[t + horizonBars] > close[t] | bars <= t) of a sample market, one value a bar.
 *
 * Uses bars <= t. Memory and activity are rebuilt from the visible columns and looked up in a surface that simulated
 * futures gave. The futures start from a volatility that is the activity, without season.
 */
export function computeTrueProbability(
  bars: Bars,
  parameters: MarketParameters,
  horizonBars: number,
): Float64Array {
  if (parameters.edge === 0) return new Float64Array(countBars(bars)).fill(0.5);
  const surface = simulateSurface(parameters, horizonBars);
  const state = createMarketState();
  return Float64Array.from({ length: countBars(bars) }, (_, t) => {
    observeBar(state, readBar(bars, t, parameters), parameters);
    const lead = lookUp(surface, Math.abs(state.memory), state.activity, parameters);
    return state.memory < 0 ? 0.5 - lead : 0.5 + lead;
  });
}

/**
 * Returns P(rise) - 0.5 at `memoryNodes` memories from 0 to the greatest possible, equally spaced in
 * `saturate(memory / scale)`, for each of `activityNodes`.
 *
 * Every node shares the same shocks, and each future is run from the memory and from its negative,
 * of which the market's symmetry knows the answer: both make the surface smooth and cut its error.
 */
function simulateSurface(parameters: MarketParameters, horizonBars: number): Surface {
  const balances = activityNodes.map(() => new Float64Array(memoryNodes));
  const random = createRandom(simulationSeed);
  const shocks = new Float64Array(horizonBars);
  const flows = new Float64Array(horizonBars);
  for (let path = 0; path < simulatedPaths; path++) {
    for (let j = 0; j < horizonBars; j++) {
      shocks[j] = drawShock(random);
      flows[j] = mixImbalance(shocks[j], drawShock(random), parameters);
    }
    activityNodes.forEach((place, row) => {
      const activity = place * parameters.activityThreshold;
      for (let node = 1; node < memoryNodes; node++) {
        const memory = memoryAt(node, parameters);
        if (rises(memory, activity, shocks, flows, parameters)) balances[row][node]++;
        if (rises(-memory, activity, shocks, flows, parameters)) balances[row][node]--;
      }
    });
  }
  return balances.map((row) => row.map((balance) => balance / (2 * simulatedPaths)));
}

/** Returns the memory of a node: the inverse of its place. */
function memoryAt(node: number, parameters: MarketParameters): number {
  const u = (greatestReach(parameters) * node) / (memoryNodes - 1);
  return (parameters.memoryScale * u) / Math.sqrt(1 - u * u);
}

/** Returns `saturate(memory / scale)` of the memory that only imbalances of 1 would build. */
function greatestReach({ memoryDecay, memoryScale }: MarketParameters): number {
  return saturate(1 / (1 - memoryDecay) / memoryScale);
}

function rises(
  memory: number,
  activity: number,
  shocks: Float64Array,
  flows: Float64Array,
  parameters: MarketParameters,
): boolean {
  const state = createMarketState();
  state.memory = memory;
  state.activity = activity;
  state.relativeVolatility = activity;
  let sum = 0;
  for (let j = 0; j < shocks.length; j++) {
    const scaledReturn = state.relativeVolatility * (nextDrift(state, parameters) + shocks[j]);
    sum += scaledReturn;
    observeBar(state, { scaledReturn, season: 1, imbalance: flows[j] }, parameters);
  }
  return sum > 0;
}

/** Reads the surface at `memory`, at least 0, and `activity`; linear between its nodes. */
function lookUp(
  surface: Surface,
  memory: number,
  activity: number,
  parameters: MarketParameters,
): number {
  const reach = saturate(memory / parameters.memoryScale) / greatestReach(parameters);
  const at = reach * (memoryNodes - 1);
  const node = Math.min(memoryNodes - 2, Math.floor(at));
  const place = activity / parameters.activityThreshold;
  const above = activityNodes.findIndex((one) => one > place);
  const high = above < 0 ? activityNodes.length - 1 : Math.max(1, above);
  const [from, to] = [activityNodes[high - 1], activityNodes[high]];
  const share = Math.max(0, Math.min(1, (place - from) / (to - from)));
  const read = (row: Float64Array) => row[node] + (row[node + 1] - row[node]) * (at - node);
  const [below, beyond] = [read(surface[high - 1]), read(surface[high])];
  return below + (beyond - below) * share;
}
