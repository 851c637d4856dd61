import { askFolds } from '../client/evaluate-client';
import type { FoldsFindings, FoldsRequest } from '../../workers/api/evaluate';
import { Job } from './job.svelte';
import { decideAside } from './own-rule.svelte';

/** What the models of a finished walk-forward say of their own blocks; asked on demand, one walk-forward at a time. */
export class FoldModels {
  readonly #ask: typeof askFolds;
  readonly #job = new Job();
  #fraction = $state(NaN);
  /** Key of the last question. */
  #asked = $state<string | undefined>();
  #found = $state.raw<{ readonly key: string; readonly findings: FoldsFindings } | undefined>();

  constructor(ask: typeof askFolds = askFolds) {
    this.#ask = ask;
  }

  get isAsking(): boolean {
    return this.#job.isRunning;
  }

  /** Part that is done, 0 to 1; NaN while unknown. */
  get fraction(): number {
    return this.#fraction;
  }

  /** Why they could not be asked about this; undefined until they were. */
  failureOf(request: FoldsRequest): string | undefined {
    return this.#asked === keyOf(request) ? this.#job.failure : undefined;
  }

  /** What they said; undefined until they have been asked by these settings. */
  find(request: FoldsRequest): FoldsFindings | undefined {
    return this.#found?.key === keyOf(request) ? this.#found.findings : undefined;
  }

  /** Asks them, unless a question is under way. */
  async ask(request: FoldsRequest): Promise<void> {
    if (this.isAsking) return;
    const key = keyOf(request);
    this.#asked = key;
    this.#fraction = NaN;
    const findings = await this.#job.run((signal) =>
      this.#ask(
        request,
        (done, total) => {
          if (!signal.aborted) this.#fraction = done / total;
        },
        signal,
        decideAside,
      ),
    );
    if (findings !== undefined) this.#found = { key, findings };
  }

  cancel(): void {
    this.#job.cancel();
  }
}

const keyOf = ({ datasetId, studyId, settings }: FoldsRequest): string =>
  JSON.stringify([datasetId, studyId, settings]);
