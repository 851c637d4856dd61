import type { LiveApi } from '../../../workers/api/live';
import type { PaperRun } from '../../core/live/portfolio/paper-run';

type RunApi = Pick<LiveApi, 'loadRun'>;

/** The journals of several accounts; those that are known cost only their new bars. */
export class AccountRuns {
  readonly #send: (work: (api: RunApi) => Promise<void>) => Promise<boolean>;
  #turn: Promise<unknown> = Promise.resolve();

  #runs = $state.raw<readonly PaperRun[]>([]);

  /** `send` has the worker do something, and tells a person where that fails. */
  constructor(send: (work: (api: RunApi) => Promise<void>) => Promise<boolean>) {
    this.#send = send;
  }

  /** As of the last `load`; undefined before. */
  find(accountId: string): PaperRun | undefined {
    return this.#runs.find(({ state }) => state.account.id === accountId);
  }

  /** Brings these accounts up to date, and forgets all others. One call after the other. */
  load(accountIds: readonly string[]): Promise<unknown> {
    this.#turn = this.#turn.then(() =>
      this.#send(async (api) => {
        this.#runs = await Promise.all(accountIds.map((id) => follow(api, id, this.find(id))));
      }),
    );
    return this.#turn;
  }
}

async function follow(api: RunApi, id: string, known: PaperRun | undefined): Promise<PaperRun> {
  if (known === undefined) return api.loadRun(id);
  const newer = await api.loadRun(id, known.time.at(-1));
  // After a reset, or one that was undone, it is another run.
  if (newer.state.account.createdAt !== known.state.account.createdAt) return api.loadRun(id);
  return {
    state: newer.state,
    time: join(known.time, newer.time),
    equity: join(known.equity, newer.equity),
  };
}

function join(known: Float64Array, newer: Float64Array): Float64Array {
  if (newer.length === 0) return known;
  const joined = new Float64Array(known.length + newer.length);
  joined.set(known);
  joined.set(newer, known.length);
  return joined;
}
