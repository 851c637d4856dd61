import { type Bars, countBars } from '../src/core/bars/bars';
import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import { buildDataset } from '../src/core/dataset/build-dataset';
import type { Dataset } from '../src/core/dataset/dataset';
import { type BlockSplit, chooseEmbargo, splitBlocks } from '../src/core/dataset/splits';
import { describeCause } from '../src/core/describe-cause';
import { findLookBack } from '../src/core/features/compute';
import { findLabel } from '../src/core/labels/find-label';
import type { BackendChoice, BackendReport } from '../src/core/models/options';
import { receptiveField } from '../src/core/models/spec';
import { type Configuration, drawConfiguration } from '../src/core/search/draw-configuration';
import { type PlannedTry, planNext } from '../src/core/search/plan-search';
import { type SearchRequest, type SearchTry, sharesOf } from '../src/core/search/search';
import { findDataset, loadBars } from '../src/storage/datasets';
import { openDatabase } from '../src/storage/database';
import type { SearchEvent, TrainEvent } from './api/train';
import { recordSearchTry } from './record-trial';
import { throttleSteps } from './throttle-steps';
import { trainOnBackends } from './train-on-backends';

/** Min time between two reports of the same training. */
const reportIntervalMs = 250;

interface SearchRun {
  readonly backend: BackendChoice;
  /** Workers that share each training. */
  readonly workers: number;
  readonly onEvent: (event: SearchEvent) => void;
}

/** The budget was spent in the middle of a training, which is dropped. */
class BudgetSpent extends Error {}

/**
 * Runs the trainings of a search one after the other until its budget is spent, from those that are finished on, and returns
 * all of them. Models are judged on the validation block alone; the test block is not predicted. Each try is recorded in
 * the ledger by what it would have earned on the validation block.
 */
export async function runSearch(
  request: SearchRequest,
  finished: readonly SearchTry[],
  { backend: wanted, workers, onEvent }: SearchRun,
): Promise<readonly SearchTry[]> {
  const database = await openDatabase();
  const bars = await loadBars(database, request.datasetId);
  const info = await findDataset(database, request.datasetId);
  if (info === undefined) throw new Error(`search: dataset ${request.datasetId} is gone`);
  const secondsBefore = finished.reduce((sum, { seconds }) => sum + seconds, 0);
  const startedMs = performance.now();
  const secondsSoFar = (): number => secondsBefore + (performance.now() - startedMs) / 1000;
  let backend = wanted;
  let report: BackendReport | undefined;
  let unrecorded: string | undefined;
  let tries = finished;
  const tell = (running: PlannedTry | undefined): void =>
    onEvent({ tries, seconds: secondsSoFar(), running, backend: report, unrecorded });

  for (;;) {
    const planned = planNext(request, tries, secondsSoFar());
    tell(planned);
    if (planned === undefined) return tries;
    const take = (event: TrainEvent): void => {
      if (secondsSoFar() > request.budgetSeconds) throw new BudgetSpent();
      if (event.kind === 'backend') report = event.report;
      if (event.kind === 'backend-lost') backend = 'wasm';
      if (event.kind === 'step') tell(planned);
    };
    const begunAt = secondsSoFar();
    try {
      const configuration = drawConfiguration(request, planned.configuration);
      const { split, dataset } = prepare(bars, request, configuration, planned.rung);
      const options = { ...request.options, learningRate: configuration.learningRate };
      const trained = await trainOnBackends({
        request: { spec: configuration.spec, options, backend, workers },
        dataset,
        onEvent: throttleSteps(take, reportIntervalMs),
        predicted: split.validation.bars,
      });
      const score = trained.summary.validationAuc;
      tries = [...tries, { ...planned, score, seconds: secondsSoFar() - begunAt }];
      try {
        const { probability } = calibrateOnValidation(dataset, trained.probability);
        const { spec, featureSet, horizonBars } = configuration;
        await recordSearchTry({
          dataset: info,
          bars,
          configuration: {
            ...{ datasetId: info.id, spec, options, features: featureSet.features },
            ...{ label: request.label, horizonBars, split },
          },
          probability,
          validation: split.validation.bars,
        });
      } catch (error) {
        unrecorded = describeCause(error);
      }
    } catch (error) {
      if (error instanceof BudgetSpent) {
        tell(undefined);
        return tries;
      }
      const problem = describeCause(error);
      tries = [...tries, { ...planned, score: NaN, seconds: secondsSoFar() - begunAt, problem }];
    }
  }
}

/** Builds the dataset of a try, which learns from the newest bars of the training block alone. */
function prepare(
  bars: Bars,
  request: SearchRequest,
  { spec, featureSet, horizonBars }: Configuration,
  rung: number,
): { readonly split: BlockSplit; readonly dataset: Dataset } {
  const { label } = request;
  const { features } = featureSet;
  const lookAheadBars = findLabel(label).lookAheadBars(horizonBars);
  const embargoBars = chooseEmbargo(findLookBack(bars, features));
  const whole = splitBlocks(countBars(bars), { horizonBars: lookAheadBars, embargoBars });
  const split = shortenTraining(whole, sharesOf(request)[rung]);
  const dataset = buildDataset(bars, {
    ...{ label, horizonBars, features, split },
    receptiveField: receptiveField(spec),
  });
  return { split, dataset };
}

function shortenTraining(split: BlockSplit, share: number): BlockSplit {
  const { bars, labels } = split.train;
  const start = bars.end - Math.round(share * (bars.end - bars.start));
  return {
    ...split,
    train: {
      bars: { start, end: bars.end },
      labels: { start: Math.max(start, labels.start), end: labels.end },
    },
  };
}
