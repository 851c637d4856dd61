/**
 * Why the store could not do something:
 * - `unavailable`: the browser provides no database (private window, blocked by a setting);
 * - `blocked`: another tab has an older version of the database open;
 * - `newer`: the database was written by a newer version of the app;
 * - `closed`: the connection is gone, since another tab upgrades or the browser ended it;
 * - `quota`: the disk space that the browser grants is used up;
 * - `missing`: the requested record does not exist (any more);
 * - `corrupt`: stored data does not match its checksum, or the browser has lost a part of it;
 * - `unreadable`: the browser cannot open its own files of the database;
 * - `failed`: anything else.
 */
type StorageErrorKind =
  | 'unavailable'
  | 'blocked'
  | 'newer'
  | 'closed'
  | 'quota'
  | 'missing'
  | 'corrupt'
  | 'unreadable'
  | 'failed';

/** Something could not be stored or read; the message says what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind: StorageErrorKind;

  constructor(kind: StorageErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Returns what `work` resolves to; throws every failure of the database as a `StorageError`. */
export async function withStorageErrors<Result>(
  action: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw toStorageError(action, cause);
  }
}

/** Returns a failure of IndexedDB as a `StorageError` with a message for people. */
export function toStorageError(action: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const name = nameOf(cause);
  const known = advice.find(({ names }) => names.includes(name));
  const { kind, text } = known ?? { kind: 'failed', text: describe(cause) };
  return new StorageError(kind, `Could not ${action}: ${text}`, { cause });
}

const noStorage =
  'the browser gives this page no storage. Allow site data, or leave the private window.';

const advice: readonly {
  readonly names: readonly string[];
  readonly kind: StorageErrorKind;
  readonly text: string;
}[] = [
  {
    names: ['QuotaExceededError'],
    kind: 'quota',
    text: 'the space that the browser grants is used up. Nothing was changed; delete a dataset or model and try again.',
  },
  {
    names: ['VersionError'],
    kind: 'newer',
    text: 'the data was written by a newer version of this page. Reload the page to get that version.',
  },
  {
    names: ['InvalidStateError'],
    kind: 'closed',
    text: 'the database was closed, perhaps for an update in another tab. Reload the page.',
  },
  {
    names: ['NotReadableError', 'NotFoundError', 'DataError'],
    kind: 'corrupt',
    text: 'the browser has lost a part of what was stored. Import its files again to repair it.',
  },
  {
    names: ['SecurityError'],
    kind: 'unavailable',
    text: noStorage,
  },
];

function nameOf(cause: unknown): string {
  return cause instanceof Error || cause instanceof DOMException ? cause.name : '';
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
