import {
  type ColumnMapping,
  describeShape,
  type ImportDecisions,
  type MappingQuestion,
} from '../../core/import';
import type { Table } from '../table';
import type { Recognition, recogniseTable } from './recognise-table';

/** A mapping and where it is from. */
interface ChosenMapping {
  readonly kind: 'sure';
  readonly mapping: ColumnMapping;
  readonly notes: readonly string[];
  /** There when a person chose the mapping, who may want to choose again. */
  readonly question?: MappingQuestion | undefined;
}

/** Which mapping each table gets: the one that a person decided for it, or else the recognised one. */
export class MappingChoice {
  readonly #recognise: typeof recogniseTable;
  readonly #decisions: Pick<ImportDecisions, 'mappings' | 'remembered'>;
  /** Decided mappings by the columns of their tables, so that twelve equal files are asked about once. */
  readonly #decided = new Map<string, { mapping: ColumnMapping; name: string }>();
  readonly #recalled: string[] = [];

  constructor(
    recognise: typeof recogniseTable,
    decisions: Pick<ImportDecisions, 'mappings' | 'remembered'>,
  ) {
    this.#recognise = recognise;
    this.#decisions = decisions;
  }

  /** Names of the tables that were read by answers of earlier imports. */
  get recalled(): readonly string[] {
    return this.#recalled;
  }

  /** Returns the mapping of a table; `name` is its key among the decisions. */
  choose(table: Table, name: string): ChosenMapping | Exclude<Recognition, { kind: 'sure' }> {
    const recognition = this.#recognise(table, name);
    if (recognition.kind === 'trades') return recognition;
    const question = recognition.kind === 'sure' ? undefined : recognition.question;
    const key = describeColumns(table, question);
    const { mappings, remembered = [] } = this.#decisions;
    if (Object.hasOwn(mappings, name)) {
      const mapping = mappings[name];
      this.#decided.set(key, { mapping, name });
      return { kind: 'sure', mapping, notes: ['columns were mapped by hand'], question };
    }
    if (recognition.kind === 'sure') return recognition;
    const like = this.#decided.get(key);
    if (like !== undefined) {
      const notes = [`columns were mapped as those of ${like.name}, which has the same`];
      return { kind: 'sure', mapping: like.mapping, notes, question };
    }
    const shape = question === undefined ? undefined : describeShape(question);
    const earlier = remembered.find((answer) => answer.shape === shape);
    if (earlier === undefined) return recognition;
    this.#recalled.push(name);
    const notes = [`columns were mapped as you did for ${earlier.file}`];
    return { kind: 'sure', mapping: earlier.mapping, notes, question };
  }
}

/** What tables that are read alike have in common; without a header what they are taken for, too. */
function describeColumns(
  { columns, hasHeader }: Table,
  question: MappingQuestion | undefined,
): string {
  const names = JSON.stringify(columns.map(({ name, kind }) => [name, kind]));
  return hasHeader || question === undefined ? names : describeShape(question);
}
