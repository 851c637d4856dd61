import { libraryChannel, type LibraryChange } from '../core/library-changes';

/**
 * Tells every other tab, and this tab's page, that stores have changed; call it once the change is
 * on disk. Does nothing where the browser has no BroadcastChannel: a reload shows the change there.
 */
export function announceChange(stores: readonly string[]): void {
  if (globalThis.BroadcastChannel === undefined) return;
  const change: LibraryChange = { kind: 'changed', stores };
  const channel = new BroadcastChannel(libraryChannel);
  channel.postMessage(change);
  channel.close();
}
