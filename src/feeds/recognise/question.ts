import type { ColumnMapping, MappingQuestion } from '../../core/column-mapping';
import type { Table } from '../table';

/** What a person needs to see to confirm or correct a guess. */
export function askForMapping(
  table: Table,
  file: string,
  guess: ColumnMapping,
  reasons: readonly string[],
): MappingQuestion {
  const shownRows = 8;
  return {
    kind: 'map-columns',
    file,
    columns: table.columns.map(({ name, kind }) => ({ name, kind })),
    rows: table.sample.slice(0, shownRows).map(({ cells }) => cells),
    guess,
    reasons,
  };
}
