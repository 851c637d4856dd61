import { defaultsOf, findFieldProblem, type FieldValues, type NumberField } from '../fields';
import type { ModelKind, ModelSpec, NamedWeights } from './model-kind';
import { parseJson } from '../parse-json';

/** Fewer are no ensemble, more only take time. */
const memberLimits = { min: 2, max: 20 };

/** Most members of one kind. */
const maxPerKind = 10;

/**
 * Returns the kind that averages the logits of several models: so many of each of `kinds`, those of one kind from different
 * seeds. Its fields are the number of members of each kind, `tcn`, and what a member of that kind is made with, `tcn.width`,
 * so that form, check and storage know a new kind without a change here. Of models that were trained before (`joinSpecs`),
 * which may differ within a kind, the spec has `members` instead. Its arrays are those of its members, `members.0.<array>`.
 *
 * Lakshminarayanan, Pritzel and Blundell (2017), "Simple and Scalable Predictive Uncertainty Estimation using Deep
 * Ensembles", section 2.4.
 */
export function createEnsembleKind(kinds: readonly ModelKind[]): ModelKind {
  const counts = kinds.map((kind, at): NumberField => ({
    name: kind.name,
    label: `${kind.label} members`,
    default: at === 0 ? 3 : 0,
    min: 0,
    max: maxPerKind,
    isWhole: true,
  }));
  const countOf = (spec: ModelSpec, { name }: ModelKind): number => Number(spec[name] ?? 0);
  const sizes = kinds.map((kind) => kind.fields.map((field) => renameField(kind, field)));
  const listMembers = (spec: ModelSpec): readonly ModelSpec[] =>
    readMembers(spec) ??
    kinds.flatMap((kind) =>
      Array.from({ length: countOf(spec, kind) }, () => takeMemberSpec(kind, spec)),
    );
  const kindOf = ({ kind }: ModelSpec): ModelKind =>
    kinds.find(({ name }) => name === kind) as ModelKind;

  return {
    name: 'ensemble',
    label: 'Ensemble',
    meaning:
      'Averages several models, of different seeds or kinds: what each errs by alone cancels.',
    fields: kinds.flatMap((_, at) => [counts[at], ...sizes[at]]),
    fieldsOf: (spec) =>
      isJoined(spec)
        ? []
        : kinds.flatMap((kind, at) => [counts[at], ...(countOf(spec, kind) > 0 ? sizes[at] : [])]),
    findProblem(spec) {
      if (isJoined(spec)) return findJoinedProblem(spec, kinds);
      const used = kinds.flatMap((kind, at) =>
        // A kind that is newer than the spec has no member in it.
        spec[kind.name] === undefined
          ? []
          : [counts[at], ...(countOf(spec, kind) > 0 ? sizes[at] : [])],
      );
      const problem = findFieldProblem(used, spec);
      if (problem !== undefined) return problem;
      const members = listMembers(spec);
      const few = findCountProblem(members.length);
      if (few !== undefined) return few;
      for (const member of members) {
        const wrong = kindOf(member).findProblem?.(member);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
    listMembers,
    describe: (spec) =>
      kinds
        .map(({ name, label }) => {
          const count = listMembers(spec).filter((member) => member.kind === name).length;
          return count > 0 ? `${count} ${label}` : '';
        })
        .filter((part) => part !== '')
        .join(' + '),
    receptiveField: (spec) =>
      Math.max(1, ...listMembers(spec).map((member) => kindOf(member).receptiveField(member))),
    countParameters: (spec, inputs) =>
      listMembers(spec).reduce(
        (sum, member) => sum + kindOf(member).countParameters(member, inputs),
        0,
      ),
  };
}

/** Returns the spec of an ensemble of models that were trained before. */
export function joinSpecs(members: readonly ModelSpec[]): ModelSpec {
  return { kind: 'ensemble', members: JSON.stringify(members) };
}

function isJoined(spec: ModelSpec): boolean {
  return spec.members !== undefined;
}

/** The specs of the members where the ensemble names them one by one; undefined where it does not, or they are unreadable. */
function readMembers({ members }: ModelSpec): readonly ModelSpec[] | undefined {
  if (typeof members !== 'string') return undefined;
  try {
    const read = parseJson(members);
    return Array.isArray(read) ? (read as readonly ModelSpec[]) : undefined;
  } catch {
    return undefined;
  }
}

function findJoinedProblem(spec: ModelSpec, kinds: readonly ModelKind[]): string | undefined {
  const members: readonly unknown[] | undefined = readMembers(spec);
  if (members === undefined) return 'members must be a list of specs';
  const few = findCountProblem(members.length);
  if (few !== undefined) return few;
  for (const member of members) {
    if (typeof member !== 'object' || member === null) return 'a member must be a spec';
    const one = member as ModelSpec;
    const kind = kinds.find(({ name }) => name === one.kind);
    if (kind === undefined) return `a member must be of a known kind, was ${String(one.kind)}`;
    const problem = kind.findProblem?.(one) ?? findFieldProblem(kind.fields, one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What is wrong with so many members; undefined where nothing is. */
export function findCountProblem(count: number): string | undefined {
  const { min, max } = memberLimits;
  if (count >= min && count <= max) return undefined;
  return `an ensemble must have ${min} to ${max} members, has ${count}`;
}

/** Returns the arrays of all members as those of an ensemble. */
export function joinMembers(members: readonly NamedWeights[]): NamedWeights {
  return members.flatMap((weights, at) =>
    weights.map((array) => ({ ...array, name: `members.${at}.${array.name}` })),
  );
}

/** Returns the arrays of member `at`, under the names that they have in a model of their own. */
export function takeMember(weights: NamedWeights, at: number): NamedWeights {
  const prefix = `members.${at}.`;
  return weights
    .filter(({ name }) => name.startsWith(prefix))
    .map((array) => ({ ...array, name: array.name.slice(prefix.length) }));
}

/** A kind's field as one of the ensemble: `width` becomes `tcn.width`. */
function renameField(kind: ModelKind, field: NumberField): NumberField {
  const { limits, hint } = field;
  const own = (values: FieldValues): FieldValues =>
    takeMemberSpec(kind, values as unknown as ModelSpec) as unknown as FieldValues;
  return {
    ...field,
    name: `${kind.name}.${field.name}`,
    label: `${kind.label}: ${field.label}`,
    ...(limits && { limits: (values: FieldValues) => limits(own(values)) }),
    ...(hint !== undefined && {
      hint: typeof hint === 'function' ? (values: FieldValues) => hint(own(values)) : hint,
    }),
  };
}

/** The spec of a kind's members; its defaults where the ensemble does not say. */
function takeMemberSpec(kind: ModelKind, spec: ModelSpec): ModelSpec {
  const said = kind.fields.flatMap(({ name }) => {
    const value = spec[`${kind.name}.${name}`];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { kind: kind.name, ...defaultsOf(kind.fields), ...Object.fromEntries(said) };
}
