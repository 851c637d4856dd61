import * as v from 'valibot';
import { defaultsOf, findFieldProblem, type NumberField } from '../fields';
import { modelKinds } from './list';
import type { ModelKind, ModelSpec } from './model-kind';

/** Returns the kind of a spec. Throws `RangeError` for an unknown kind. */
export function findKind({ kind }: Pick<ModelSpec, 'kind'>): ModelKind {
  const found = modelKinds.find(({ name }) => name === kind);
  if (found !== undefined) return found;
  const known = modelKinds.map(({ name }) => name).join(', ');
  throw new RangeError(`model: kind must be one of ${known}, was ${kind}`);
}

/** Returns the kinds that can be trained here. */
export function listTrainableKinds(): readonly ModelKind[] {
  return modelKinds.filter(({ isRunOnly }) => isRunOnly !== true);
}

/** Returns the spec of a kind with all fields at their defaults. */
export function defaultSpec(kind: ModelKind): ModelSpec {
  return { kind: kind.name, ...defaultsOf(kind.fields) };
}

/** Returns what is wrong with something that should be a spec; undefined where it is one. */
export function findSpecProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'spec must be an object';
  const spec = value as Readonly<Record<string, unknown>>;
  const kind = modelKinds.find(({ name }) => name === spec.kind);
  if (kind === undefined) return `kind must be a known one, was ${String(spec.kind)}`;
  return kind.findProblem === undefined
    ? findFieldProblem(kind.fields, spec)
    : kind.findProblem(spec as ModelSpec);
}

/** Returns the fields that a spec needs; those that it lacks count with their default. */
export function listFields(spec: ModelSpec): readonly NumberField[] {
  const kind = findKind(spec);
  return kind.fieldsOf?.({ ...defaultSpec(kind), ...spec }) ?? kind.fields;
}

/** Returns a spec of the fields that it needs alone: the same model has the same spec. */
export function trimSpec(spec: ModelSpec): ModelSpec {
  const needed = listFields(spec).map((field) => [field.name, spec[field.name] ?? field.default]);
  return { kind: spec.kind, ...Object.fromEntries(needed) };
}

/** Returns the models that a spec averages; itself where it is one. */
export function listMembers(spec: ModelSpec): readonly ModelSpec[] {
  return findKind(spec).listMembers?.(spec) ?? [spec];
}

/** Returns whether its logit changes with every change of an input, as that of its members does. */
export function hasGradient(spec: ModelSpec): boolean {
  return listMembers(spec).every((member) => findKind(member).isStepwise !== true);
}

/** A spec from storage: one that its kind allows. */
export const specSchema = v.custom<ModelSpec>(
  (value) => findSpecProblem(value) === undefined,
  ({ input }) => findSpecProblem(input) ?? '',
);

/** Returns kind and size, with which the name of a model begins: `TCN 32×3×9`. */
export function describeSpec(spec: ModelSpec): string {
  const kind = findKind(spec);
  return `${kind.label} ${kind.describe(spec)}`;
}

/** Returns how many bars one logit depends on, its own included. */
export function receptiveField(spec: ModelSpec): number {
  return findKind(spec).receptiveField(spec);
}

/** Returns how many numbers are trained, for `inputs` features. */
export function countParameters(spec: ModelSpec, inputs: number): number {
  return findKind(spec).countParameters(spec, inputs);
}
