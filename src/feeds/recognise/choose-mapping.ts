import {
  type ColumnMapping,
  describeShape,
  type ImportDecisions,
  type MappingQuestion,
} from '../../core/import';
import type { Table } from '../table';
import { writeCanonicalJson } from '../../core/canonical-json';
import { listReadings } from './evidence';
import { askForMapping, type Recognition, type recogniseTable } from './recognise-table';

/** A mapping and where it is from. */
interface ChosenMapping {
  readonly kind: 'sure';
  readonly mapping: ColumnMapping;
  readonly notes: readonly string[];
  /** There when a person chose the mapping, who may want to choose again. */
  readonly question?: MappingQuestion | undefined;
}

type MappingDecisions = Pick<ImportDecisions, 'mappings' | 'remembered' | 'asksColumns'>;

/** Which mapping each table gets: the one that a person decided for it, or else the recognised one. */
export class MappingChoice {
  readonly #recognise: typeof recogniseTable;
  readonly #decisions: MappingDecisions;
  /** Decided mappings by the columns of their tables, so that twelve equal files are asked about once. */
  readonly #decided = new Map<string, { mapping: ColumnMapping; name: string }>();
  readonly #recalled: string[] = [];

  constructor(recognise: typeof recogniseTable, decisions: MappingDecisions) {
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
    const isSure = recognition.kind === 'sure';
    const question = isSure ? askAnyway(table, name, recognition.mapping) : recognition.question;
    const { mappings, remembered = [], asksColumns = false } = this.#decisions;
    const isAsked = !isSure || asksColumns;
    const key = describeColumns(table, isAsked ? question : undefined);
    if (Object.hasOwn(mappings, name)) {
      const mapping = mappings[name];
      this.#decided.set(key, { mapping, name });
      return { kind: 'sure', mapping, notes: ['columns were mapped by hand'], question };
    }
    const like = this.#decided.get(key);
    if (isAsked && like !== undefined) {
      const notes = [`columns were mapped as those of ${like.name}, which has the same`];
      return { kind: 'sure', mapping: like.mapping, notes, question };
    }
    const shape = question === undefined ? undefined : describeShape(question);
    const earlier = remembered.find((answer) => answer.shape === shape);
    if (earlier === undefined || (isSure && isSame(earlier.mapping, recognition.mapping))) {
      return isSure && question !== undefined && asksColumns
        ? { kind: 'unsure', question }
        : recognition;
    }
    this.#recalled.push(name);
    const notes = [`columns were mapped as you did for ${earlier.file}`];
    return { kind: 'sure', mapping: earlier.mapping, notes, question };
  }
}

/** The question about columns that are beyond doubt, for a person who sees that they are read wrongly. */
function askAnyway(table: Table, name: string, mapping: ColumnMapping): MappingQuestion {
  const reason =
    'The columns are read like this, without a doubt in the file. Change what is wrong.';
  return askForMapping(table, name, listReadings(mapping, []), [reason]);
}

function isSame(mapping: ColumnMapping, other: ColumnMapping): boolean {
  return writeCanonicalJson(mapping) === writeCanonicalJson(other);
}

/** What tables that are read alike have in common; without a header what they are taken for, too. */
function describeColumns(
  { columns, hasHeader }: Table,
  question: MappingQuestion | undefined,
): string {
  const names = JSON.stringify(columns.map(({ name, kind }) => [name, kind]));
  return hasHeader || question === undefined ? names : describeShape(question);
}
