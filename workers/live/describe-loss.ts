import { StorageError } from '../../src/storage/storage-error';
import type { AccountEntry } from './ports';

/** Returns what to tell the person when the last bars of accounts could not be written because of `cause`. */
export function describeLoss(entries: readonly AccountEntry[], cause: unknown): StorageError {
  const lost = new Map<string, { readonly name: string; readonly bars: number }>();
  for (const { state, equity } of entries) {
    const { id, name } = state.account;
    lost.set(id, { name, bars: (lost.get(id)?.bars ?? 0) + equity.length });
  }
  const list = [...lost.values()]
    .map(({ name, bars }) => `the last ${bars === 1 ? 'bar' : `${bars} bars`} of ${name}`)
    .join(' and ');
  const kind = cause instanceof StorageError ? cause.kind : 'failed';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(
    kind,
    `Not kept: ${list}. What is missing is fetched again at the next Connect, too late for orders. ${reason}`,
    { cause },
  );
}
