import type { ColumnMapping, ImportDecisions, MappingQuestion } from '../core/import';
import type { ImportSteps } from './import-steps';
import type { NamedTable } from './open-tables';
import type { Recognition } from './recognise/recognise-table';
import type { Table } from './table';

/** A mapping and where it is from. */
interface ChosenMapping {
  readonly kind: 'sure';
  readonly mapping: ColumnMapping;
  readonly notes: readonly string[];
  /** There when a person chose the mapping, who may want to choose again. */
  readonly question?: MappingQuestion;
}

/** Which mapping each table gets: what a person decided for it, or else what it tells itself. */
export class MappingChoice {
  readonly #steps: ImportSteps;
  readonly #mappings: ImportDecisions['mappings'];
  /** Decided mappings by the columns of their tables, so that twelve equal files are asked about once. */
  readonly #decided = new Map<string, { mapping: ColumnMapping; name: string }>();

  constructor(steps: ImportSteps, { mappings }: Pick<ImportDecisions, 'mappings'>) {
    this.#steps = steps;
    this.#mappings = mappings;
  }

  choose({ table, name }: NamedTable): ChosenMapping | Exclude<Recognition, { kind: 'sure' }> {
    const recognition = this.#steps.recogniseTable(table, name);
    const question = recognition.kind === 'sure' ? undefined : recognition.question;
    const key = listColumnNames(table);
    if (Object.hasOwn(this.#mappings, name)) {
      const mapping = this.#mappings[name];
      this.#decided.set(key, { mapping, name });
      return { kind: 'sure', mapping, notes: ['columns were mapped by hand'], question };
    }
    const like = this.#decided.get(key);
    if (recognition.kind === 'sure' || like === undefined) return recognition;
    const notes = [`columns were mapped as those of ${like.name}, which has the same`];
    return { kind: 'sure', mapping: like.mapping, notes, question };
  }
}

function listColumnNames({ columns }: Table): string {
  return JSON.stringify(columns.map(({ name, kind }) => [name, kind]));
}
