import type * as v from 'valibot';

/**
 * Returns what a schema found wrong with a file, with the path of the field: `trades[2].pnl must be a
 * finite number, was null`. The schema's own messages must be rules: `must be a finite number`.
 */
export function describeProblem(issue: v.BaseIssue<unknown>): string {
  const path = namePath(issue);
  // Where a field is missing or unknown, the schema of the object reports it, not that of the field.
  if (issue.expected?.startsWith('"') === true && issue.type.endsWith('object')) {
    return `${path} is missing`;
  }
  if (issue.expected === 'never') return `${path} is not a known field`;
  // The message of a check of a whole object names the field itself.
  if (issue.type === 'custom') return `${path}: ${issue.message}`;
  return `${path === '' ? 'the file' : path} ${issue.message}, was ${show(issue.input)}`;
}

function namePath({ path }: Pick<v.BaseIssue<unknown>, 'path'>): string {
  return (path ?? []).reduce((name, { key }) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

const maxShown = 40;

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const shown = JSON.stringify(value);
  return shown.length > maxShown ? `${shown.slice(0, maxShown)}…` : shown;
}
