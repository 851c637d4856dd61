import { vi } from 'vitest';

/** Makes the store `name` refuse its next writes as a browser does whose space is used up. */
export function fillStore(name: string, refusals = Infinity): void {
  const put = IDBObjectStore.prototype.put;
  let left = refusals;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...args: Parameters<IDBObjectStore['put']>
  ) {
    if (this.name === name && left-- > 0) throw new DOMException('no space', 'QuotaExceededError');
    return put.apply(this, args);
  });
}
