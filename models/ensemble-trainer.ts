import type { Dataset } from '../src/core/dataset/dataset';
import type { EpochRecord, TrainingSummary } from '../src/core/library';
import { joinMembers, takeMember } from '../src/core/models/ensemble';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import type { TrainingOptions } from '../src/core/models/options';
import { listMembers, receptiveField } from '../src/core/models/spec';
import type { TrainingCheckpoint } from '../src/core/training';
import type { ComputeSource } from './compute';
import { predictDataset } from './predict-dataset';
import type { TrainingCallbacks } from './training-event';
import { findTrainingTargets, scoreBlock, summarize, type TrainingResult } from './training-result';

type Finished = NonNullable<TrainingCheckpoint['finished']>[number];

/** How a member is trained. */
interface MemberRun {
  readonly compute: ComputeSource;
  readonly checkpoint?: TrainingCheckpoint | undefined;
  readonly initial?: NamedWeights | undefined;
}

/** Trains one member. */
type TrainMember = (
  member: ModelSpec,
  options: TrainingOptions,
  callbacks: TrainingCallbacks,
  run: MemberRun,
) => Promise<TrainingResult>;

/**
 * Trains the members of an ensemble one after the other by `trainMember`, member k with seed `seed + k`, each with its own best
 * epoch. A step is told as one of the member, which counts as an epoch there; records of epochs are numbered over all members.
 * A checkpoint keeps the members that are finished. The validation AUC of the summary is that of the average.
 */
export async function trainMembers(
  dataset: Dataset,
  spec: ModelSpec,
  options: TrainingOptions,
  callbacks: TrainingCallbacks,
  { compute, checkpoint, initial }: MemberRun,
  trainMember: TrainMember,
): Promise<TrainingResult> {
  const members = listMembers(spec);
  const { onCheckpoint } = callbacks;
  let finished: readonly Finished[] = checkpoint?.finished ?? [];
  const first = finished.length;
  const place = {
    members: members.length,
    startedMs: performance.now(),
    startedAt: first + (checkpoint?.epochs.length ?? 0) / options.maxEpochs,
  };
  for (let at = first; at < members.length; at++) {
    const before = finished;
    const isBegun = at === first && checkpoint !== undefined && checkpoint.epochs.length > 0;
    const known = isBegun ? checkpoint.epochs.length : 0;
    const done = before.reduce((count, { epochs }) => count + epochs.length, 0);
    const { weights, summary } = await trainMember(
      members[at],
      { ...options, seed: options.seed + at },
      {
        yieldToEvents: callbacks.yieldToEvents,
        onEvent: widen(callbacks.onEvent, { ...place, at, epochsBefore: done + known }),
        ...(onCheckpoint && {
          onCheckpoint: (own: TrainingCheckpoint) => onCheckpoint({ ...own, finished: before }),
        }),
      },
      {
        compute,
        checkpoint: isBegun ? checkpoint : undefined,
        initial: initial && takeMember(initial, at),
      },
    );
    const epochs = renumber(summary.epochs, done);
    finished = [...before, { weights, epochs, seconds: summary.seconds }];
    if (at + 1 < members.length) await onCheckpoint?.(betweenMembers(finished));
  }
  const weights = joinMembers(finished.map((member) => member.weights));
  const { labels } = dataset.split.validation;
  const predicted = await predictDataset(dataset, spec, weights, compute, undefined, labels);
  return { weights, summary: summarizeMembers(dataset, spec, predicted, finished) };
}

/**
 * Returns how the training of an ensemble went from that of its members, whose epochs are numbered over all of them;
 * `predicted` has its probabilities at least at the validation block.
 */
export function summarizeMembers(
  dataset: Dataset,
  spec: ModelSpec,
  predicted: Float32Array,
  members: readonly Pick<Finished, 'epochs' | 'seconds'>[],
): TrainingSummary {
  const { labels } = dataset.split.validation;
  const { auc, loss } = scoreBlock(dataset, predicted, labels, receptiveField(spec));
  const epochs = renumber(
    members.flatMap((member) => member.epochs),
    0,
  );
  const best = epochs.reduce((one, other) =>
    other.validationAuc > one.validationAuc ? other : one,
  );
  return summarize(dataset, spec, {
    epochs,
    best: { ...best, validationLoss: loss, validationAuc: auc },
    targets: findTrainingTargets(dataset, spec),
    seconds: members.reduce((sum, { seconds }) => sum + seconds, 0),
  });
}

/** Returns the finished epochs of a checkpoint, numbered over all members of an ensemble. */
export function listEpochs({ epochs, finished = [] }: TrainingCheckpoint): readonly EpochRecord[] {
  return renumber([...finished.flatMap((member) => member.epochs), ...epochs], 0);
}

/** Returns records as those that come after `before` others. */
function renumber(epochs: readonly EpochRecord[], before: number): readonly EpochRecord[] {
  return epochs.map((record, at) => ({ ...record, epoch: before + at + 1 }));
}

/** Where a member is among all, and since when and from where this run has gone, in members. */
interface Place {
  readonly at: number;
  readonly members: number;
  readonly epochsBefore: number;
  readonly startedMs: number;
  readonly startedAt: number;
}

/** Returns a listener that passes on the events of a member as those of the whole, of which each member is one part. */
function widen(
  onEvent: TrainingCallbacks['onEvent'],
  { at, members, epochsBefore, startedMs, startedAt }: Place,
): TrainingCallbacks['onEvent'] {
  let epochs = epochsBefore;
  return (event) => {
    if (event.kind === 'epoch') {
      onEvent({ ...event, record: { ...event.record, epoch: ++epochs } });
      return;
    }
    const step = (event.epoch - 1) * event.steps + event.step;
    const steps = event.maxEpochs * event.steps;
    const done = at + step / steps;
    const perMember = (performance.now() - startedMs) / 1000 / (done - startedAt);
    const etaSeconds = perMember * (members - done);
    onEvent({ ...event, epoch: at + 1, maxEpochs: members, step, steps, etaSeconds });
  };
}

/** The checkpoint after a member is finished and before the next one has finished an epoch. */
function betweenMembers(finished: readonly Finished[]): TrainingCheckpoint {
  const none = new Float32Array();
  return {
    epochs: [],
    bestWeights: [],
    parameters: none,
    optimizer: { steps: 0, mean: none, meanSquare: none },
    seconds: 0,
    finished,
  };
}
