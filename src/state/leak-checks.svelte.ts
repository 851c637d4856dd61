import type { DataClient } from '../client/data-client';
import type { LeakReport } from '../core/verdict/leaks/pipeline';
import type { LeakRequest } from '../../workers/api/data';
import type { DecideByRule } from '../../workers/api/session';
import { messageOf } from './message';

/** How far the check of a model over a dataset is. */
export type LeakStatus =
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'running'; readonly fraction: number }
  | { readonly kind: 'done'; readonly report: LeakReport }
  | { readonly kind: 'failed'; readonly message: string };

type LeakSubject = LeakRequest;

const unchecked: LeakStatus = { kind: 'unchecked' };

/** Which models have been checked for leaks, and what was found; one is checked at a time. */
export class LeakChecks {
  readonly #client: Pick<DataClient, 'checkLeaks'>;
  readonly #decide: DecideByRule;
  #abort: AbortController | undefined;
  #statuses: Readonly<Record<string, LeakStatus>> = $state.raw({});

  constructor(client: Pick<DataClient, 'checkLeaks'>, decide: DecideByRule) {
    this.#client = client;
    this.#decide = decide;
  }

  statusOf(subject: LeakSubject): LeakStatus {
    return this.#statuses[keyOf(subject)] ?? unchecked;
  }

  /** Checks a model over a dataset, unless that is done or under way; the check of another one ends. */
  async check(request: LeakRequest): Promise<void> {
    const { kind } = this.statusOf(request);
    if (kind === 'running' || kind === 'done') return;
    this.cancel();
    const abort = (this.#abort = new AbortController());
    const show = (status: LeakStatus): void => {
      if (!abort.signal.aborted) this.#show(request, status);
    };
    show({ kind: 'running', fraction: 0 });
    const report = (done: number, total: number): void => {
      show({ kind: 'running', fraction: done / total });
    };
    try {
      show({
        kind: 'done',
        report: await this.#client.checkLeaks(request, report, this.#decide, abort.signal),
      });
    } catch (error) {
      show({ kind: 'failed', message: messageOf(error) });
    }
  }

  /** Ends the check under way, which can be asked for again. */
  cancel(): void {
    this.#abort?.abort();
    const kept = Object.entries(this.#statuses).filter(([, { kind }]) => kind !== 'running');
    this.#statuses = Object.fromEntries(kept);
  }

  #show(subject: LeakSubject, status: LeakStatus): void {
    this.#statuses = { ...this.#statuses, [keyOf(subject)]: status };
  }
}

const keyOf = ({ datasetId, modelId, settings }: LeakSubject): string =>
  JSON.stringify([modelId, datasetId, settings]);
