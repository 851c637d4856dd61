import type { ColumnMapping, Evidence, Reading } from '../../core/import';

/** One thing about a file that was decided by evidence from all of it, such as its number style. */
export interface Conclusion<Value> extends Alternative<Value> {
  /** Values that nothing rules out beside it: where there are some, a person is asked. */
  readonly others: readonly Alternative<Value>[];
  /** Why a person is asked, as a sentence; undefined where it is beyond doubt. */
  readonly doubt?: string | undefined;
  /** What a person should know of it though it is beyond doubt, for the notes of the dataset. */
  readonly note?: string | undefined;
}

interface Alternative<Value> {
  readonly value: Value;
  /** Tells the values apart, for people: "dates are day/month/year". */
  readonly label: string;
  readonly evidence: readonly Evidence[];
}

/** Returns a conclusion that nothing speaks against. */
export function conclude<Value>(
  value: Value,
  evidence: readonly Evidence[] = [],
): Conclusion<Value> {
  return { value, label: '', evidence, others: [] };
}

/** Returns a conclusion about a whole of which each concluded value is a part. */
export function mapValue<Part, Whole>(
  conclusion: Conclusion<Part>,
  toWhole: (value: Part) => Whole,
): Conclusion<Whole> {
  return {
    ...conclusion,
    value: toWhole(conclusion.value),
    others: conclusion.others.map((other) => ({ ...other, value: toWhole(other.value) })),
  };
}

/** A conclusion, and the mapping with one of its values in it. */
export interface MappedConclusion {
  readonly conclusion: Conclusion<unknown>;
  /** The mapping with each of the other values, in their order. */
  readonly others: readonly ColumnMapping[];
}

/** Puts a conclusion's other values into a mapping that has the concluded one. */
export function mapConclusion<Value>(
  conclusion: Conclusion<Value>,
  withValue: (value: Value) => ColumnMapping,
): MappedConclusion {
  return { conclusion, others: conclusion.others.map(({ value }) => withValue(value)) };
}

/**
 * Returns the readings of a file: first `mapping`, which has every concluded value, then for each other value the
 * mapping with that one alone.
 */
export function listReadings(
  mapping: ColumnMapping,
  conclusions: readonly MappedConclusion[],
): readonly [Reading, ...Reading[]] {
  const doubted = conclusions.filter(({ others }) => others.length > 0);
  const first: Reading = {
    mapping,
    label: doubted.map(({ conclusion }) => conclusion.label).join('; '),
    evidence: conclusions.flatMap(({ conclusion }) => conclusion.evidence),
  };
  const further = doubted.flatMap(({ conclusion, others }) =>
    conclusion.others.map(({ label, evidence }, at) => ({ mapping: others[at], label, evidence })),
  );
  return [first, ...further];
}

/** Returns the sentences that say why a person is asked. */
export function listDoubts(conclusions: readonly MappedConclusion[]): readonly string[] {
  return conclusions.flatMap(({ conclusion: { doubt } }) => doubt ?? []);
}

/** Returns the sentences that people should know of what is beyond doubt. */
export function listNotes(conclusions: readonly MappedConclusion[]): readonly string[] {
  return conclusions.flatMap(({ conclusion: { note } }) => note ?? []);
}
