import type { Dataset } from '../src/core/dataset/dataset';
import type { EpochRecord } from '../src/core/library';
import { joinMembers, takeMember } from '../src/core/models/ensemble';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import type { TrainingOptions } from '../src/core/models/options';
import { listMembers, receptiveField } from '../src/core/models/spec';
import type { TrainingCheckpoint } from '../src/core/training';
import type { ComputeSource } from './compute';
import { findHalf } from './network';
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
 * epoch. Epochs are numbered over all members: those of each begin after the most that the members before it could have had.
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
  const startedAtEpoch =
    countEpochsBefore(members, first, options) + (checkpoint?.epochs.length ?? 0);
  const place = {
    maxEpochs: countEpochsBefore(members, members.length, options),
    startedMs: performance.now(),
    startedAtEpoch,
  };
  for (let at = first; at < members.length; at++) {
    const epochsBefore = countEpochsBefore(members, at, options);
    const before = finished;
    const isBegun = at === first && checkpoint !== undefined && checkpoint.epochs.length > 0;
    const { weights, summary } = await trainMember(
      members[at],
      { ...options, seed: options.seed + at },
      {
        yieldToEvents: callbacks.yieldToEvents,
        onEvent: renumber(callbacks.onEvent, { ...place, epochsBefore }),
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
    const epochs = shiftEpochs(summary.epochs, epochsBefore);
    finished = [...before, { weights, epochs, seconds: summary.seconds }];
    if (at + 1 < members.length) await onCheckpoint?.(betweenMembers(finished));
  }
  const weights = joinMembers(finished.map((member) => member.weights));
  const { labels } = dataset.split.validation;
  const predicted = await predictDataset(dataset, spec, weights, compute, undefined, labels);
  const { auc, loss } = scoreBlock(dataset, predicted, labels, receptiveField(spec));
  const epochs = finished.flatMap((member) => member.epochs);
  const best = epochs.reduce((one, other) =>
    other.validationAuc > one.validationAuc ? other : one,
  );
  const summary = summarize(dataset, spec, {
    epochs,
    best: { ...best, validationLoss: loss, validationAuc: auc },
    targets: findTrainingTargets(dataset, spec),
    seconds: finished.reduce((sum, { seconds }) => sum + seconds, 0),
  });
  return { weights, summary };
}

/** Returns the finished epochs of a checkpoint, numbered over all members. */
export function listEpochs(
  spec: ModelSpec,
  options: TrainingOptions,
  { epochs, finished = [] }: TrainingCheckpoint,
): readonly EpochRecord[] {
  const before = countEpochsBefore(listMembers(spec), finished.length, options);
  return [...finished.flatMap((member) => member.epochs), ...shiftEpochs(epochs, before)];
}

/** The most epochs that a member can have. */
function limitEpochs(member: ModelSpec, { maxEpochs }: TrainingOptions): number {
  const half = findHalf(member);
  return half.trainedBy === 'itself' ? (half.maxEpochs?.(member) ?? 1) : maxEpochs;
}

function countEpochsBefore(
  members: readonly ModelSpec[],
  at: number,
  options: TrainingOptions,
): number {
  return members.slice(0, at).reduce((sum, member) => sum + limitEpochs(member, options), 0);
}

function shiftEpochs(epochs: readonly EpochRecord[], by: number): readonly EpochRecord[] {
  return epochs.map((record) => ({ ...record, epoch: record.epoch + by }));
}

/** Where a member's epochs lie among those of all, and since when and where this run has gone. */
interface Place {
  readonly epochsBefore: number;
  readonly maxEpochs: number;
  readonly startedMs: number;
  readonly startedAtEpoch: number;
}

/** Returns a listener that passes on the events of a member as those of the whole. */
function renumber(
  onEvent: TrainingCallbacks['onEvent'],
  { epochsBefore, maxEpochs, startedMs, startedAtEpoch }: Place,
): TrainingCallbacks['onEvent'] {
  return (event) => {
    if (event.kind === 'epoch') {
      onEvent({ ...event, record: shiftEpochs([event.record], epochsBefore)[0] });
      return;
    }
    const epoch = epochsBefore + event.epoch;
    const done = epoch - 1 + event.step / event.steps;
    const perEpoch = (performance.now() - startedMs) / 1000 / (done - startedAtEpoch);
    onEvent({ ...event, epoch, maxEpochs, etaSeconds: perEpoch * (maxEpochs - done) });
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
