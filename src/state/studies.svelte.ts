import { runStudy } from '../client/study-client';
import {
  findCounterpart,
  keyStudy,
  type StudyInfo,
  type StudyPlan,
  type StudyRequest,
} from '../core/study';
import { canTrainAgain, keyRequest, repeatTraining, type TrainingRequest } from '../core/training';
import type { StudyEvent } from '../../workers/api/train';
import { Job } from './job.svelte';
import type { LibraryState } from './library.svelte';
import { countWorkers, describeRequest, type TrainingChoices } from './training-choices';

type StudyKind = StudyPlan['kind'];
export type PlanOf<Kind extends StudyKind> = Extract<StudyPlan, { readonly kind: Kind }>;

const dayMs = 86_400_000;

/** Studies of the configuration in use over the dataset in use; one runs at a time. */
export class StudiesState {
  readonly #library: LibraryState;
  readonly #training: { readonly usableChoices: TrainingChoices };
  readonly #job = new Job();
  /** What a person changed, for one dataset. */
  #changes = $state.raw<{ readonly datasetId: string; readonly plans: readonly StudyPlan[] }>();
  #event = $state.raw<StudyEvent | undefined>();
  #running = $state.raw<StudyRequest | undefined>();
  #unrecorded = $state<string | undefined>();

  /** The training that is repeated: that of the model in use, else the choices of the Train view. */
  readonly #request: TrainingRequest | undefined = $derived.by(() => {
    const { dataset, model } = this.#library;
    if (dataset === undefined) return undefined;
    const { usableChoices: choices } = this.#training;
    if (model === undefined) return describeRequest(dataset.id, choices);
    if (!canTrainAgain(model)) return undefined;
    const { backend, workers } = choices;
    return { ...repeatTraining(model, dataset.id), backend, workers: countWorkers(workers) };
  });

  constructor(library: LibraryState, training: { readonly usableChoices: TrainingChoices }) {
    this.#library = library;
    this.#training = training;
  }

  get isRunning(): boolean {
    return this.#job.isRunning;
  }

  /** Why the last study failed, until it is dismissed or another one starts. */
  get failure(): string | undefined {
    return this.#job.failure;
  }

  /** The kind of the study that is running. */
  get runningKind(): StudyKind | undefined {
    return this.runningRequest?.plan.kind;
  }

  /** The request of the study that is running. */
  get runningRequest(): StudyRequest | undefined {
    return this.isRunning ? this.#running : undefined;
  }

  /** The kind of the study that `failure` is of. */
  get failedKind(): StudyKind | undefined {
    return this.failure === undefined ? undefined : this.#running?.plan.kind;
  }

  /** Why the last walk-forward is missing in the ledger of tries; undefined where it is not. */
  get unrecorded(): string | undefined {
    return this.#unrecorded;
  }

  /** The last report of the study that is running. */
  get event(): StudyEvent | undefined {
    return this.#event;
  }

  /** The newest study of a kind, finished or not, of this configuration over the dataset in use. */
  find(kind: StudyKind): StudyInfo | undefined {
    if (this.runningKind === kind && this.#event !== undefined) return this.#event.study;
    const request = this.#request;
    if (request === undefined) return undefined;
    const key = keyRequest(request);
    return this.#library.studies.find(
      (study) => study.request.plan.kind === kind && keyRequest(study.request.training) === key,
    );
  }

  /** The finished walk-forward over the same blocks that begins its networks the other way. */
  findOther(study: StudyInfo): StudyInfo | undefined {
    return findCounterpart(study, this.#library.studies);
  }

  /** What the next study of a kind does: as a person chose, as the last one did, or by default. */
  plan<Kind extends StudyKind>(kind: Kind): PlanOf<Kind> {
    const changed =
      this.#changes?.datasetId === this.#library.dataset?.id ? this.#changes : undefined;
    const isOf = (plan: StudyPlan): plan is PlanOf<Kind> => plan.kind === kind;
    const last = this.find(kind)?.request.plan;
    return (changed?.plans.find(isOf) ??
      (last !== undefined && isOf(last)
        ? last
        : defaultPlans(this.#countDays()).find(isOf))) as PlanOf<Kind>;
  }

  choose(plan: StudyPlan): void {
    const datasetId = this.#library.dataset?.id;
    if (datasetId === undefined) return;
    const others = this.#changes?.datasetId === datasetId ? this.#changes.plans : [];
    const plans = [plan, ...others.filter(({ kind }) => kind !== plan.kind)];
    this.#changes = { datasetId, plans };
  }

  /** Runs a new study of a kind in place of an earlier one of the same request. */
  async start(kind: StudyKind): Promise<void> {
    const training = this.#request;
    if (training === undefined) return;
    await this.#run({ plan: this.plan(kind), training }, false);
  }

  /** Runs the trainings that a study still lacks. */
  async resume({ request }: StudyInfo): Promise<void> {
    await this.#run(request, true);
  }

  cancel(): void {
    this.#job.cancel();
  }

  dismiss(): void {
    this.#job.dismiss();
  }

  async #run(request: StudyRequest, isResumed: boolean): Promise<void> {
    if (this.isRunning) return;
    this.#running = request;
    this.#event = undefined;
    this.#unrecorded = undefined;
    const id = keyStudy(request);
    await this.#job.run(async (signal) => {
      const take = (event: StudyEvent): void => {
        if (signal.aborted || event.study.id !== id) return;
        this.#event = event;
        this.#unrecorded = event.unrecorded;
      };
      try {
        await runStudy(request, isResumed, take, signal);
      } finally {
        // Before it counts as ended: until then the list has it as it was before.
        await this.#library.refresh();
      }
    });
    this.#event = undefined;
  }

  #countDays(): number {
    const { dataset } = this.#library;
    return dataset === undefined ? 0 : Math.ceil((dataset.to - dataset.from) / dayMs);
  }
}

/** Of 90 days, the first 30 are only learned from, and each model is tested on 5: twelve folds, as of any other number. */
function defaultPlans(days: number): readonly StudyPlan[] {
  const trainDays = Math.max(2, Math.round(days / 3));
  const testDays = Math.max(1, Math.round(days / 18));
  return [
    {
      kind: 'walk-forward',
      mode: 'rolling',
      trainDays,
      validationDays: Math.max(1, Math.round(trainDays / 6)),
      testDays,
      stepDays: testDays,
      isWarm: false,
    },
    { kind: 'combinatorial', groups: 6, testGroups: 2 },
    { kind: 'shuffled-labels', runs: 19 },
    { kind: 'planted-feature', correlation: 0.1 },
  ];
}
