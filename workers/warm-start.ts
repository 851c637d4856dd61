import { startBackend } from '../models/backend';
import type { BackendChoice, BackendReport } from '../src/core/models/options';
import { endHelpers, type GradientHelper, startHelpers } from './gradient-team';

/** A backend that agreed with its reference, and the gradient workers that are starting theirs. */
export interface StartedCompute {
  readonly report: BackendReport;
  readonly helpers: readonly GradientHelper[];
}

interface Start {
  readonly choice: BackendChoice;
  readonly workers: number;
  readonly compute: Promise<StartedCompute>;
}

let last: Start | undefined;

/**
 * Starts a backend and the other workers of a team of `workers`, or returns what an earlier call with the same
 * arguments has started. Rejects as `startBackend` does.
 */
export function startCompute(choice: BackendChoice, workers: number): Promise<StartedCompute> {
  if (last !== undefined && last.choice === choice && last.workers === workers) return last.compute;
  // Two starts at once would each change the active backend under the other's self-test.
  const before = last?.compute.then(
    ({ helpers }) => endHelpers(helpers),
    () => undefined,
  );
  const compute = start(choice, workers, before);
  last = { choice, workers, compute };
  return compute;
}

async function start(
  choice: BackendChoice,
  workers: number,
  before: Promise<void> | undefined,
): Promise<StartedCompute> {
  // Their code is fetched and compiled while this worker starts its own backend.
  const early = choice === 'wasm' ? startHelpers('wasm', workers) : [];
  await before;
  const report = await startBackend(choice);
  return { report, helpers: early.length > 0 ? early : startHelpers(report.name, workers) };
}
