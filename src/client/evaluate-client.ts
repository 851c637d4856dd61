import { proxy } from 'comlink';
import type { ModelComparison } from '../core/verdict/compare-models';
import type { RunComparison } from '../core/verdict/compare-runs';
import type { MapRequest } from '../core/trading/map/map-settings';
import type { ForwardChoice } from '../core/trading/map/choose-forward';
import type {
  ComparisonRequest,
  DrawnMap,
  EvaluateApi,
  EvaluationEvent,
  EvaluationSubject,
  FoldsFindings,
  FoldsRequest,
  MapProgress,
  RunsRequest,
} from '../../workers/api/evaluate';
import type { PortfolioRequest, PortfolioResult } from '../../workers/api/portfolio';
import type { DecideByRule } from '../../workers/api/session';
import { runAbortable, spawnWorker, type WorkerHandle } from './worker-handle';

/** The worker that judges one model over one dataset. */
export type Evaluator = WorkerHandle<EvaluateApi>;

/** Starts a worker and opens the subject in it; aborting `signal` ends it, whether it is open or still opening. */
export async function openEvaluator(
  subject: EvaluationSubject,
  onEvent: (event: EvaluationEvent) => void,
  decide: DecideByRule,
  signal: AbortSignal,
): Promise<Evaluator> {
  const handle = spawnWorker('evaluate');
  signal.addEventListener('abort', () => handle.end(), { once: true });
  if (signal.aborted) handle.end();
  try {
    await Promise.race([handle.api.open(subject, proxy(onEvent), proxy(decide)), handle.stopped]);
    return handle;
  } catch (error) {
    handle.end();
    throw error;
  }
}

/** Examines by the settings; parts are told as they are done. */
export function examine(
  { api, stopped }: Evaluator,
  settings: Parameters<EvaluateApi['examine']>[0],
  onEvent: (event: EvaluationEvent) => void,
): Promise<void> {
  return Promise.race([api.examine(settings, proxy(onEvent)), stopped]);
}

/** Draws a map of two settings. */
export function drawMap(
  { api, stopped }: Evaluator,
  request: MapRequest,
  onProgress: MapProgress,
): Promise<DrawnMap> {
  return Promise.race([api.drawMap(request, proxy(onProgress)), stopped]);
}

/** Returns what cells of a map earn that are chosen on the past, by a metric. */
export function chooseForward(
  { api, stopped }: Evaluator,
  request: MapRequest,
  metric: string,
  best: number,
  onProgress: MapProgress,
): Promise<ForwardChoice | undefined> {
  return Promise.race([api.chooseForward(request, metric, best, proxy(onProgress)), stopped]);
}

/** Compares models in a worker of its own, which ends with the call; aborting `signal` ends it at once (`AbortError`). */
export function compareModels(
  request: ComparisonRequest,
  onProgress: MapProgress,
  signal: AbortSignal,
): Promise<ModelComparison> {
  return runOnce((api) => api.compare(request, proxy(onProgress)), signal);
}

/** Compares runs, as `compareModels` does models; `decide` is asked where one is by a person's own rule. */
export function compareRuns(
  request: RunsRequest,
  onProgress: MapProgress,
  signal: AbortSignal,
  decide: DecideByRule,
): Promise<RunComparison> {
  return runOnce((api) => api.compareRuns(request, proxy(onProgress), proxy(decide)), signal);
}

/** Asks the models of a walk-forward about their own blocks, as `compareRuns` compares runs. */
export function askFolds(
  request: FoldsRequest,
  onProgress: MapProgress,
  signal: AbortSignal,
  decide: DecideByRule,
): Promise<FoldsFindings> {
  return runOnce((api) => api.askFolds(request, proxy(onProgress), proxy(decide)), signal);
}

/** Trades several datasets on one capital, in a worker as `compareModels` does. */
export function tradePortfolio(
  request: PortfolioRequest,
  onProgress: MapProgress,
  signal: AbortSignal,
  decide: DecideByRule,
): Promise<PortfolioResult> {
  return runOnce((api) => api.trade(request, proxy(onProgress), proxy(decide)), signal);
}

async function runOnce<Result>(
  call: (api: Evaluator['api']) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const handle = spawnWorker('evaluate');
  try {
    const run = call(handle.api);
    return await runAbortable(signal, () => undefined, Promise.race([run, handle.stopped]));
  } finally {
    handle.end();
  }
}
