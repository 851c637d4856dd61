import type { EpochMs } from '../../bars/bars';
import type { Trade } from '../../portfolio/settings';
import type { JournaledBar, PaperAccountState } from '../paper-account';
import { accountFileShape } from './account-shape';
import { findContradiction } from './contradiction';

/** A paper account with all that it did in its present run. */
export interface AccountFile {
  readonly state: PaperAccountState;
  /** In the order in which they were closed. */
  readonly trades: readonly Trade[];
  /** Each bar that was traded, oldest first. */
  readonly equity: readonly JournaledBar[];
}

/** A file is no paper account, or not a whole one; the message names the field and what to do. */
export class AccountFileError extends Error {
  override readonly name = 'AccountFileError';
}

const format = 'tabquant-paper-account';
const version = 3;
/** What was added since may be left out. */
const oldestVersion = 2;

/** Returns an account as JSON, times in ms, money in dollars; `readAccountFile` reads it. */
export function writeAccountFile({ state, trades, equity }: AccountFile): string {
  const points = equity.map(({ openTime, equity, close, probability }): RawBar =>
    // What is not known is the end of it: without a close there is no probability.
    close === undefined
      ? [openTime, equity]
      : probability === undefined
        ? [openTime, equity, close]
        : [openTime, equity, close, probability],
  );
  return JSON.stringify({ format, version, ...state, trades, equity: points });
}

/**
 * Reads what `writeAccountFile` wrote. Throws `AccountFileError` where a field is missing, of another kind or
 * unknown, where settings cannot be traded on, and where figures contradict one another.
 */
export function readAccountFile(text: string): AccountFile {
  const value = parse(text);
  const { format: found, version: foundVersion } = (value ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (found !== format) {
    throw new AccountFileError(
      'account file: this is no exported paper account. Choose a file that `Export` of an account has saved.',
    );
  }
  if (foundVersion !== version && foundVersion !== oldestVersion) {
    throw new AccountFileError(
      `account file: version must be ${oldestVersion} or ${version}, was ${JSON.stringify(foundVersion)}. ` +
        (foundVersion === 1
          ? 'Version 1 lacks what an account needs to go on: export the account again.'
          : 'Reload the page to get the version that reads it.'),
    );
  }
  const problem = accountFileShape(value, '') ?? findContradiction(toFile(value as RawFile));
  if (problem !== undefined) {
    throw new AccountFileError(
      `account file: ${problem}. The file was changed or damaged: export the account again.`,
    );
  }
  return toFile(value as RawFile);
}

type RawFile = PaperAccountState & {
  readonly trades: readonly Trade[];
  readonly equity: readonly RawBar[];
};

/** Open time, equity, and as far as they are known the close and the model's probability. */
type RawBar = readonly [EpochMs, number, number?, number?];

function toFile({ account, engine, lastOpenTime, trades, equity }: RawFile): AccountFile {
  const points = equity.map(([openTime, value, close, probability]) => ({
    openTime,
    equity: value,
    ...(close !== undefined && { close }),
    ...(probability !== undefined && { probability }),
  }));
  return { state: { account, engine, lastOpenTime }, trades, equity: points };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AccountFileError(
      'account file: this is no JSON; the file may be cut short. Export the account again.',
    );
  }
}
