/** BroadcastChannel on which every tab and worker tells what it has changed. */
export const libraryChannel = 'tabquant-library';

/** A change that is on disk. */
export interface LibraryChange {
  readonly kind: 'changed';
  /** Names of the stores that were written to, such as `datasets`. */
  readonly stores: readonly string[];
}
