import { DataType, type Field } from 'apache-arrow';
import type { TableColumn } from '../../table';

/** What bars can make of a column of an Arrow type. Throws `Error` for one without a name, as damage makes. */
export function describeField(field: Field): TableColumn {
  const { name, type } = field;
  // Other than its type says, a name that the file lacks is null.
  if (typeof name !== 'string') throw new Error('a column has no name');
  const column = { name, type: String(type) };
  if (isNumeric(type)) return { ...column, kind: 'number' };
  if (isText(type)) return { ...column, kind: 'text' };
  if (DataType.isTimestamp(type)) return { ...column, kind: 'time', hasZone: hasZone(type) };
  if (DataType.isDate(type)) return { ...column, kind: 'time', hasZone: false };
  return { ...column, kind: 'other' };
}

function isNumeric(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

function isText(type: DataType): boolean {
  return DataType.isDictionary(type) ? isPlainText(type.dictionary as DataType) : isPlainText(type);
}

function isPlainText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

/** A zone that is empty is none. */
function hasZone(type: { readonly timezone?: string | null }): boolean {
  return type.timezone != null && type.timezone !== '';
}
