import {
  extendRun,
  extendTrades,
  findOpenFrom,
  type AccountRoles,
  type PaperAccount,
  type PaperRun,
} from '../../core/trading/paper-account';
import type { TradingSettings } from '../../core/trading/settings';
import type { AccountFrame, ChallengeReport, LiveApi } from '../../../workers/api/live';
import { messageOf } from '../message';
import type { NoticeState } from '../notices.svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { BarIndex, EpochMs } from '../../core/bars/bars';
import type { Trade } from '../../core/trading/positions';

/** A paper account as a list shows it. */
export interface ListedAccount {
  readonly account: PaperAccount;
  /** Undefined while no session trades it. */
  readonly frame: AccountFrame | undefined;
}

/** What was traded in one account. */
export interface AccountHistory {
  readonly accountId: string;
  readonly trades: readonly Trade[];
  /** Open time of each bar that was traded, and the equity at its close. */
  readonly time: Float64Array;
  readonly equity: Float64Array;
  /** Capital that the current run started with, dollars. */
  readonly capital: number;
}

type AccountApi = Omit<LiveApi, 'connect' | 'replayRecording'>;

/** The paper accounts of this browser; commands go to the live worker. */
export class LiveAccounts {
  readonly #getApi: () => Promise<AccountApi>;
  readonly #notices: NoticeState;
  /** Copies of the journals that the page shows. */
  readonly runs = new AccountRuns((work) => this.#send(work));

  #known = $state.raw<readonly PaperAccount[] | undefined>();
  #frames = $state.raw<readonly AccountFrame[]>([]);
  #shownId = $state<string | undefined>();
  #failure = $state<string | undefined>();

  /** All accounts, oldest first; undefined until they are listed. */
  readonly list: readonly ListedAccount[] | undefined = $derived(
    this.#known?.map((account) => {
      const frame = this.#findFrame(account.id);
      return { account: frame?.account ?? account, frame };
    }),
  );

  /** History of the account that was last shown. */
  readonly history: AccountHistory | undefined = $derived.by(() => {
    if (this.#shownId === undefined) return undefined;
    const run = this.runs.find(this.#shownId);
    const trades = this.runs.findTrades(this.#shownId);
    if (run === undefined || trades === undefined) return undefined;
    const { time, equity, state } = run;
    const { capital } = state.engine.record;
    return { accountId: this.#shownId, trades, time, equity, capital };
  });

  constructor(getApi: () => Promise<AccountApi>, notices: NoticeState) {
    this.#getApi = getApi;
    this.#notices = notices;
  }

  /** Why the last command failed, until it is dismissed or another one is given. */
  get failure(): string | undefined {
    return this.#failure;
  }

  dismissFailure(): void {
    this.#failure = undefined;
  }

  /** Lists the accounts. */
  async load(): Promise<void> {
    await this.#send(async (api) => {
      const accounts = await api.listAccounts();
      this.#known = [...accounts].sort((a, b) => a.createdAt - b.createdAt);
      this.runs.keep(accounts.map(({ id }) => id));
    });
  }

  /** Takes the current state of the traded accounts. */
  take(frames: readonly AccountFrame[]): void {
    this.#frames = frames;
    const known = this.#known?.map(({ id }) => id) ?? [];
    // Another tab has opened one.
    if (frames.some(({ account }) => !known.includes(account.id))) void this.load();
  }

  /** The session has ended. */
  forgetFrames(): void {
    this.#frames = [];
  }

  /** Loads what is new in the journal of an account, which then is `history`. */
  async show(accountId: string): Promise<void> {
    this.#shownId = accountId;
    await this.runs.loadWithTrades([accountId]);
  }

  /** Compares two accounts over the whole of their journals; undefined where that failed. */
  async compare(
    champion: PaperAccount,
    challenger: PaperAccount,
  ): Promise<ChallengeReport | undefined> {
    let report: ChallengeReport | undefined;
    await this.#send(async (api) => {
      report = await api.compareAccounts(champion.id, challenger.id);
    });
    return report;
  }

  /** Opens an account, on bars of `intervalMs` where no model says which; false where it was refused. */
  async add(account: PaperAccount, intervalMs: number): Promise<boolean> {
    return this.#change((api) => api.addAccount(account, intervalMs));
  }

  /** Changes an account's settings from the next bar on; false where that was refused. */
  async configure({ id }: PaperAccount, settings: TradingSettings): Promise<boolean> {
    return this.#change((api) => api.configureAccount(id, settings));
  }

  /** Gives all the accounts their new roles, or none; false where that was refused. */
  async assignRoles(roles: AccountRoles): Promise<boolean> {
    return this.#change((api) => api.assignRoles(roles));
  }

  /** Resets an account; the notice that follows can undo it. */
  async reset({ id, name }: PaperAccount): Promise<void> {
    const isDone = await this.#change((api) => api.resetAccount(id));
    if (isDone) {
      this.#offerUndo(`Reset ${name}: it starts again with its capital.`, (api) =>
        api.undoReset(id),
      );
    }
  }

  /** Removes an account; the notice that follows can undo it. */
  async remove({ id, name }: PaperAccount): Promise<void> {
    const isDone = await this.#change((api) => api.removeAccount(id));
    if (isDone) this.#offerUndo(`Removed ${name}.`, (api) => api.restoreAccount(id));
  }

  /** Passes the account with its trades and equity to `save` as JSON. */
  async export(
    { id, name }: PaperAccount,
    save: (file: Blob, name: string) => void,
  ): Promise<void> {
    await this.#send(async (api) => {
      save(await api.exportAccount(id), `${name.replaceAll(/[^\w.-]+/g, '-')}.json`);
    });
  }

  /** Stores the account of a file; undefined where it was refused or exists here already. */
  async import(file: Blob): Promise<PaperAccount | undefined> {
    let imported: PaperAccount | undefined;
    await this.#change(async (api) => {
      const { kind, account } = await api.importAccount(file);
      if (kind === 'imported') imported = account;
      else this.#notices.show(`${account.name} is here already, as of the same bar.`);
    });
    return imported;
  }

  #findFrame(id: string): AccountFrame | undefined {
    return this.#frames.find(({ account }) => account.id === id);
  }

  #offerUndo(text: string, undo: (api: AccountApi) => Promise<void>): void {
    this.#notices.show(text, { label: 'Undo', run: () => void this.#change(undo) });
  }

  async #change(work: (api: AccountApi) => Promise<void>): Promise<boolean> {
    this.#failure = undefined;
    if (!(await this.#send(work))) return false;
    await this.load();
    // It may be another run now, or none.
    const shown = this.#known?.find(({ id }) => id === this.#shownId);
    if (shown !== undefined) await this.show(shown.id);
    return true;
  }

  async #send(work: (api: AccountApi) => Promise<void>): Promise<boolean> {
    try {
      await work(await this.#getApi());
      return true;
    } catch (error) {
      this.#failure = messageOf(error);
      return false;
    }
  }
}

type RunApi = Pick<LiveApi, 'loadRun' | 'loadTrades'>;

/** The closed trades of one run, which `createdAt` identifies. */
interface RunTrades {
  readonly createdAt: EpochMs;
  readonly trades: readonly Trade[];
  /** Trades that are still to close were entered at this bar or later. */
  readonly openFrom: BarIndex;
}

/**
 * The page's copies of journals. Updating one only loads its new bars and the trades that have closed since.
 */
class AccountRuns {
  readonly #send: (work: (api: RunApi) => Promise<void>) => Promise<boolean>;
  readonly #runs = new SvelteMap<string, PaperRun>();
  readonly #trades = new SvelteMap<string, RunTrades>();
  #turn: Promise<unknown> = Promise.resolve();

  /** `send` runs a call of the worker, and shows a failure to the person. */
  constructor(send: (work: (api: RunApi) => Promise<void>) => Promise<boolean>) {
    this.#send = send;
  }

  /** Returns the run at the last `load`; the same object until there are more bars, undefined before. */
  find(accountId: string): PaperRun | undefined {
    return this.#runs.get(accountId);
  }

  /** Returns the trades in the order in which they closed; undefined before those of the current run are loaded. */
  findTrades(accountId: string): readonly Trade[] | undefined {
    const known = this.#trades.get(accountId);
    const isPresent = known?.createdAt === this.find(accountId)?.state.account.createdAt;
    return isPresent ? known?.trades : undefined;
  }

  /** Updates these accounts. Calls run one after the other. */
  load(accountIds: readonly string[]): Promise<unknown> {
    return this.#inTurn(async (api) => {
      const runs = await Promise.all(
        accountIds.map(async (id) => [id, await followRun(api, id, this.find(id))] as const),
      );
      for (const [id, run] of runs) this.#runs.set(id, run);
    });
  }

  /** Updates these accounts with their trades. */
  async loadWithTrades(accountIds: readonly string[]): Promise<void> {
    await this.load(accountIds);
    await this.#inTurn(async (api) => {
      await Promise.all(accountIds.map((id) => this.#followTrades(api, id)));
    });
  }

  /** Forgets all other accounts. */
  keep(accountIds: readonly string[]): void {
    for (const known of [this.#runs, this.#trades]) {
      for (const id of [...known.keys()]) if (!accountIds.includes(id)) known.delete(id);
    }
  }

  #inTurn(work: (api: RunApi) => Promise<void>): Promise<unknown> {
    this.#turn = this.#turn.then(() => this.#send(work));
    return this.#turn;
  }

  async #followTrades(api: RunApi, id: string): Promise<void> {
    const run = this.find(id);
    if (run === undefined) return;
    const { account, engine } = run.state;
    const { createdAt } = account;
    const found = this.#trades.get(id);
    const known = found?.createdAt === createdAt ? found : { trades: [], openFrom: 0 };
    if (known === found && known.trades.length === engine.record.trades) return;
    const newer = engine.record.trades === 0 ? [] : await api.loadTrades(id, known.openFrom);
    const trades = extendTrades(known.trades, newer);
    this.#trades.set(id, { createdAt, trades, openFrom: findOpenFrom(engine) });
  }
}

async function followRun(api: RunApi, id: string, known: PaperRun | undefined): Promise<PaperRun> {
  if (known === undefined) return api.loadRun(id);
  const newer = await api.loadRun(id, known.time.at(-1));
  // After a reset, or after one was undone, it is another run.
  return extendRun(known, newer) ?? api.loadRun(id);
}
