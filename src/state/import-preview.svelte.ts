import type { DataClient } from '../client/data-client';
import type { ImportDecisions, ImportPreview } from '../core/import';
import type { ImportEvent } from '../../workers/api/data';
import { messageOf } from './message';

/** What a preview is busy with. */
export interface PreviewProgress {
  readonly file: string;
  /** 0 to 1 of reading or parsing; NaN when unknown. */
  readonly fraction: number;
}

/** A choice that changes again within this time is not previewed. */
const settleMs = 250;

/**
 * The bars that the present choices would give, counted by a worker of its own, so that nothing waits for it. A
 * choice that changes ends the count under way.
 */
export class ImportPreviewState {
  readonly #client: Pick<DataClient, 'previewImport'>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  #preview = $state.raw<ImportPreview | undefined>();
  #progress = $state.raw<PreviewProgress | undefined>();

  constructor(client: Pick<DataClient, 'previewImport'>) {
    this.#client = client;
  }

  /** What the choice that was last counted gives; undefined until one has been. */
  get current(): ImportPreview | undefined {
    return this.#preview;
  }

  /** There while a later choice than the `current` one is being counted. */
  get progress(): PreviewProgress | undefined {
    return this.#progress;
  }

  /** Counts what the decisions give, once they have stayed the same for a moment. */
  request(files: readonly File[], decisions: ImportDecisions): void {
    this.#end();
    this.#progress = { file: files[0]?.name ?? '', fraction: NaN };
    this.#timer = setTimeout(() => void this.#count(files, decisions), settleMs);
  }

  /** Ends the count under way and forgets what was counted. */
  stop(): void {
    this.#end();
    this.#preview = undefined;
    this.#progress = undefined;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
  }

  async #count(files: readonly File[], decisions: ImportDecisions): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const report = (event: ImportEvent): void => {
      if (this.#abort !== abort || !('total' in event)) return;
      this.#progress = { file: event.file, fraction: event.done / event.total };
    };
    const preview = await this.#client
      .previewImport(files, decisions, report, abort.signal)
      .catch((error: unknown) => explainFailure(error));
    // A later choice may be under way by now.
    if (this.#abort !== abort) return;
    this.#abort = undefined;
    this.#preview = preview;
    this.#progress = undefined;
  }
}

function explainFailure(error: unknown): ImportPreview {
  return { series: [], conflicts: 0, badRows: 0, problem: messageOf(error) };
}
