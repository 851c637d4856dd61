import './make-records';
import { afterEach, expect, it, vi } from 'vitest';
import { libraryChannel } from '../../src/core/library-changes';
import { resetDatabase } from '../../src/storage/open';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteDataset } from '../../src/storage/trash';
import { fillStore } from './fill-store';
import { makeDataset, openFresh } from './make-records';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Every message of the library's channel, as another tab would get them. */
function listen(): unknown[] {
  const messages: unknown[] = [];
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      readonly #name: string;
      constructor(name: string) {
        this.#name = name;
      }
      postMessage(message: unknown): void {
        if (this.#name === libraryChannel) messages.push(message);
      }
      close(): void {
        this.postMessage = () => expect.unreachable('a closed channel');
      }
    },
  );
  return messages;
}

it('tells other tabs of each change, once it is on disk', async () => {
  const database = await openFresh();
  const messages = listen();
  const { id } = await saveDataset(database, makeDataset());
  expect(messages).toEqual([{ kind: 'changed', stores: ['datasets', 'bars'] }]);
  await deleteDataset(database, id, 2000);
  expect(messages[1]).toEqual({ kind: 'changed', stores: ['datasets'] });
});

it('tells nothing of a change that failed', async () => {
  const database = await openFresh();
  const messages = listen();
  fillStore('bars');
  await expect(saveDataset(database, makeDataset())).rejects.toMatchObject({ kind: 'quota' });
  expect(messages).toEqual([]);
});

it('tells that everything is gone', async () => {
  const messages = listen();
  await resetDatabase('to-reset');
  expect(messages).toEqual([{ kind: 'changed', stores: ['datasets', 'models', 'checkpoints'] }]);
});

it('stores without telling where the browser has no such channel', async () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  const database = await openFresh();
  await saveDataset(database, makeDataset());
  expect(await database.count('datasets')).toBe(1);
});
