import type { EpochMs } from '../../core/bars/bars';
import type {
  RecordingInfo,
  RecordingList,
  RecordingProgress,
  RecordingReport,
} from '../../../workers/api/live';
import { runAbortable } from '../../client/worker-handle';
import { Job } from '../job.svelte';
import { messageOf } from '../message';
import type { LiveConnection } from './live-link';

/** The result of running the recording of a file again. */
export interface OpenedRecording {
  readonly fileName: string;
  readonly report: RecordingReport;
}

type RecordingApi = Pick<
  LiveConnection['api'],
  'listRecordings' | 'exportRecording' | 'discardRecording'
>;

const nothing: RecordingList = { recordings: [], droppedCount: 0 };

/** The recordings of this tab and those that are stored, and the recording of a file that is run again. */
export class LiveRecordings {
  readonly #getApi: () => RecordingApi;
  readonly #openWorker: () => LiveConnection;
  /** The file that is read and run. */
  readonly job = new Job();

  #list = $state.raw<RecordingList>(nothing);
  #failure = $state<string | undefined>();
  #progress = $state.raw<RecordingProgress | undefined>();
  /** When the current stage began, by `performance.now()`. */
  #stageFrom = 0;
  #opened = $state.raw<OpenedRecording | undefined>();

  /** `openWorker` starts a separate worker for a file, so that trading does not have to wait. */
  constructor(getApi: () => RecordingApi, openWorker: () => LiveConnection) {
    this.#getApi = getApi;
    this.#openWorker = openWorker;
  }

  /** Those that are stored, then those of this tab, each oldest first. */
  get list(): readonly RecordingInfo[] {
    return this.#list.recordings;
  }

  /** How many were dropped to make space before anybody had exported them. */
  get droppedCount(): number {
    return this.#list.droppedCount;
  }

  /** Why the last command failed, until it is dismissed or another one is given. */
  get failure(): string | undefined {
    return this.#failure ?? this.job.failure;
  }

  /** Progress of the file that is being run; undefined while there is none. */
  get progress(): RecordingProgress | undefined {
    return this.job.isRunning ? this.#progress : undefined;
  }

  /** Remaining time of the current stage; NaN while unknown. */
  get etaSeconds(): number {
    if (this.progress === undefined) return NaN;
    const { done, total } = this.progress;
    return ((performance.now() - this.#stageFrom) * (total / done - 1)) / 1000;
  }

  /** The last file that ran to its end. */
  get opened(): OpenedRecording | undefined {
    return this.#opened;
  }

  dismissFailure(): void {
    this.#failure = undefined;
    this.job.dismiss();
  }

  take({ recordings, droppedCount }: RecordingList): void {
    this.#list = { recordings, droppedCount };
  }

  /** Loads the list from the worker. */
  async refresh(): Promise<void> {
    await this.#send(async (api) => this.take(await api.listRecordings()));
  }

  /** The worker has died with what was not stored; returns how many of its recordings are lost. */
  forget(): number {
    const safe = this.list.filter(({ isSafe }) => isSafe);
    const lost = this.list.length - safe.length;
    this.#list = nothing;
    return lost;
  }

  /** Passes a recording, as far as it has got, to `save`. */
  async export({ id, to }: RecordingInfo, save: (file: Blob, name: string) => void): Promise<void> {
    await this.#send(async (api) => {
      save(await api.exportRecording(id), nameRecording(to ?? Date.now()));
      this.take(await api.listRecordings());
    });
  }

  async discard({ id }: RecordingInfo): Promise<void> {
    await this.#send(async (api) => {
      await api.discardRecording(id);
      this.take(await api.listRecordings());
    });
  }

  /** Runs the recording in a file again; the `job` cancels it. */
  async open(file: File): Promise<void> {
    this.#failure = undefined;
    const report = await this.job.run(async (signal) => {
      this.#opened = undefined;
      this.#progress = undefined;
      const worker = this.#openWorker();
      try {
        const work = worker.replayRecording(file, (progress) => this.#follow(progress));
        return await runAbortable(signal, () => undefined, work);
      } finally {
        worker.end();
      }
    });
    if (report !== undefined) this.#opened = { fileName: file.name, report };
  }

  closeOpened(): void {
    this.#opened = undefined;
  }

  #follow(progress: RecordingProgress): void {
    if (progress.stage !== this.#progress?.stage) this.#stageFrom = performance.now();
    this.#progress = progress;
  }

  async #send(work: (api: RecordingApi) => Promise<void>): Promise<void> {
    this.dismissFailure();
    try {
      await work(this.#getApi());
    } catch (error) {
      this.#failure = messageOf(error);
    }
  }
}

/** Returns a file name for what was recorded until `now`: `tabquant-recording-2024-01-01T1200.ndjson`. */
function nameRecording(now: EpochMs): string {
  const minute = new Date(now).toISOString().slice(0, 16).replace(':', '');
  return `tabquant-recording-${minute}.ndjson`;
}
