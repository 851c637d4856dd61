import * as v from 'valibot';
import { findFieldProblem, type NumberField } from '../core/fields';
import { findLabel, isLabel } from '../core/labels/find-label';
import type { ModelInfo } from '../core/library';
import type { ModelSpec } from '../core/models/model-kind';
import { trainingFields } from '../core/models/options';
import { defaultSpec, findKind, findSpecProblem, listTrainableKinds } from '../core/models/spec';
import { defaultTrainingChoices, type TrainingChoices } from './training-choices';

/** What names of training choices begin with in an address, so that they differ from those of trading. */
export const trainingPrefix = 'train.';

/** Choices that a link carries: all that decide what is learned, not on which machine and of which data. */
type LinkedChoices = Pick<
  TrainingChoices,
  'spec' | 'label' | 'horizonBars' | 'features' | (typeof trainingFields)[number]['name']
>;

type Pair = readonly [name: string, value: string];

/** More features than there are. */
const maxFeatures = 400;

const featureName = v.pipe(v.string(), v.regex(/^[\w:@.\- ]{1,80}$/u));

/** Returns the choices by which a model was trained. */
export function choicesOfModel(model: ModelInfo): LinkedChoices {
  const { spec, label, horizonBars, features, options } = model;
  const { maxEpochs, learningRate, seed } = options;
  return { spec, label, horizonBars, features, maxEpochs, learningRate, seed };
}

/** Returns how choices differ from those at the start, as pairs for an address: `train.kind` and `lstm`, `train.spec.units` and `32`. */
export function describeTraining(choices: LinkedChoices): readonly Pair[] {
  const start = defaultTrainingChoices;
  const pairs: Pair[] = [];
  const compare = (name: string, value: unknown, before: unknown): void => {
    if (value !== before) pairs.push([`${trainingPrefix}${name}`, String(value)]);
  };
  const { kind, ...numbers } = choices.spec;
  compare('kind', kind, start.spec.kind);
  const usual = defaultSpec(findKind(choices.spec));
  for (const [name, value] of Object.entries(numbers)) compare(`spec.${name}`, value, usual[name]);
  compare('label', choices.label, start.label);
  const { horizon } = findLabel(choices.label);
  compare('horizon', choices.horizonBars, horizon.default);
  for (const { name } of trainingFields) compare(name, choices[name], start[name]);
  if (choices.features !== undefined) compare('features', choices.features.join(','), undefined);
  return pairs;
}

/**
 * Returns the choices that `describeTraining` told; what pairs do not say is as at the start. What is unknown or not allowed is left out, and
 * named in `problems`, one sentence each: a link may be old, or changed by hand.
 */
export function readTraining(pairs: readonly Pair[]): {
  readonly choices: LinkedChoices;
  readonly problems: readonly string[];
} {
  const said = new Map(
    pairs.map(([name, value]) => [name.slice(trainingPrefix.length), value] as const),
  );
  const problems: string[] = [];
  const refuse = (name: string, rule: string): void => {
    const value = said.get(name) ?? '';
    problems.push(`${trainingPrefix}${name}=${value.slice(0, 40)}: ${rule}`);
  };
  const take = (name: string): string | undefined => {
    const value = said.get(name);
    taken.add(name);
    return value;
  };
  const taken = new Set<string>();

  const spec = readSpec(said, take, refuse);
  const start = defaultTrainingChoices;
  const askedLabel = take('label');
  const hasLabel = askedLabel !== undefined && isLabel(askedLabel);
  if (askedLabel !== undefined && !hasLabel) refuse('label', 'there is no such label');
  const label = hasLabel ? askedLabel : start.label;
  const readNumber = (name: string, field: NumberField, usual: number): number => {
    const text = take(name);
    if (text === undefined) return usual;
    const value = text.trim() === '' ? NaN : Number(text);
    const problem = findFieldProblem([field], { [field.name]: value });
    if (problem === undefined) return value;
    refuse(name, problem);
    return usual;
  };
  const { horizon } = findLabel(label);
  const numbers = Object.fromEntries(
    trainingFields.map((field) => [field.name, readNumber(field.name, field, field.default)]),
  ) as Record<(typeof trainingFields)[number]['name'], number>;
  const horizonBars = readNumber('horizon', horizon, horizon.default);
  const features = readFeatures(take('features'));
  if (features === null) refuse('features', 'these are no names of features');
  for (const name of said.keys()) if (!taken.has(name)) refuse(name, 'there is no such choice');
  return {
    choices: { spec, label, horizonBars, ...numbers, features: features ?? undefined },
    problems,
  };
}

/** Undefined where none are said, null where they cannot be read. */
function readFeatures(text: string | undefined): readonly string[] | null | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',');
  const isReadable = names.length <= maxFeatures && v.is(v.array(featureName), names);
  return isReadable ? [...new Set(names)] : null;
}

function readSpec(
  said: ReadonlyMap<string, string>,
  take: (name: string) => string | undefined,
  refuse: (name: string, rule: string) => void,
): ModelSpec {
  const asked = take('kind') ?? defaultTrainingChoices.spec.kind;
  const kind = listTrainableKinds().find(({ name }) => name === asked);
  if (kind === undefined) {
    for (const name of said.keys()) if (name.startsWith('spec.')) take(name);
    refuse('kind', 'there is no such kind of model');
    return defaultTrainingChoices.spec;
  }
  let spec = defaultSpec(kind);
  for (const [name, text] of said) {
    if (!name.startsWith('spec.')) continue;
    take(name);
    const field = name.slice('spec.'.length);
    const value = text.trim() === '' ? NaN : Number(text);
    const isField = kind.fields.some((one) => one.name === field);
    const changed = { ...spec, [field]: value };
    const problem = isField ? findSpecProblem(changed) : `${kind.label} has no such number`;
    if (problem === undefined) spec = changed;
    else refuse(name, problem);
  }
  return spec;
}
