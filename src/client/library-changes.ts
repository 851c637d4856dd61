import { libraryChannel, type LibraryChange } from '../core/library-changes';

/** Stores that no list shows: probabilities, parts of a download under way, and refusals. */
const unlisted = new Set(['predictions', 'downloadChunks', 'restRefusals']);

/** Changes that come within this time are told as one. */
const gatherMs = 100;

/**
 * Calls `onChange` after another tab, or a worker of this one, has changed what is kept: once for a
 * burst of changes. Returns a function that ends it.
 */
export function subscribeToLibraryChanges(onChange: () => void): () => void {
  if (globalThis.BroadcastChannel === undefined) return () => undefined;
  const channel = new BroadcastChannel(libraryChannel);
  let timer: ReturnType<typeof setTimeout> | undefined;
  channel.addEventListener('message', ({ data }: MessageEvent<LibraryChange>) => {
    if (data.stores.every((store) => unlisted.has(store))) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, gatherMs);
  });
  return () => {
    clearTimeout(timer);
    channel.close();
  };
}
