import type { DataClient } from '../client/data-client';
import type { UrlProgress } from '../client/url-fetch/fetch-url';
import {
  type ColumnMapping,
  type FileOutcome,
  type ImportDecisions,
  type ImportQuestion,
  type KeptFunding,
  type MappingQuestion,
  noDecisions,
} from '../core/import';
import { isResultsHead } from '../core/lab/results-head';
import type { DatasetInfo, SampleKind } from '../core/library';
import type { GenerateEvent, ImportEvent, OpenedResults } from '../../workers/api/data';
import { describeAdded, describeFunding, describeRecalled, messageOf } from './message';
import type { ImportPreviewState } from './import-preview.svelte';
import type { LibraryState } from './library.svelte';
import type { NoticeState } from './notices.svelte';
import { RunTimes } from './run-times.svelte';
import { RememberedMappings } from './remembered-mappings.svelte';

/** An import that is under way. */
export interface ImportProgress {
  readonly stage: 'fetching' | 'reading' | 'parsing' | 'storing' | 'generating';
  /** File, address or sample that is being worked on. */
  readonly subject: string;
  /** 0 to 1 within the stage; NaN when unknown. */
  readonly fraction: number;
  /** Seconds until a connection that was lost is tried again. */
  readonly retryInSeconds?: number | undefined;
  /** When the stage began, in the clock of `performance.now()`. */
  readonly startedAt: number;
  /** Size of all files; left out where it is not known. */
  readonly bytes?: number;
  /** When the whole import will be done, on the same clock, by the last import of such a file here; NaN without one. */
  readonly expectedAt?: number | undefined;
}

/** Why nothing was stored; `question` is there when another mapping of columns may help. */
interface ImportRefusal {
  readonly message: string;
  readonly question?: ImportQuestion | undefined;
}

/** Fetches a file by its address; throws an error whose message is for people, or `AbortError`. */
export type FetchUrl = (
  url: string,
  onProgress: (progress: UrlProgress) => void,
  signal: AbortSignal,
) => Promise<File>;

/** What is imported: files, and what has been decided about them. */
interface Subject {
  readonly files: readonly File[];
  readonly urls?: readonly string[];
  readonly decisions: ImportDecisions;
  /** Questions about columns that were answered. */
  readonly answered?: readonly MappingQuestion[];
}

type OnProgress = (progress: Omit<ImportProgress, 'startedAt' | 'expectedAt' | 'bytes'>) => void;

/**
 * The import under way, from files to datasets. An import is a function of files and decisions: one
 * that ends with a question is made again, of the same files, with the answer among the decisions.
 */
export class ImportState {
  readonly #client: Pick<DataClient, 'importFiles' | 'addSample' | 'openResults'>;
  readonly #library: LibraryState;
  readonly #notices: NoticeState;
  readonly #fetchUrl: FetchUrl;
  /** The bars that an answer to a question about columns would give. */
  readonly counting: ImportPreviewState;
  readonly #memory = new RememberedMappings();
  readonly #times = new RunTimes('import-times');
  /** See `ImportProgress.expectedAt`. */
  #expectedAt: number | undefined;
  /** See `ImportProgress.bytes`; 0 while it is not known. */
  #bytes = 0;
  #abort: AbortController | undefined;
  /** What the question or refusal is about. */
  #subject: Subject | undefined;

  #progress = $state.raw<ImportProgress | undefined>();
  #question = $state.raw<ImportQuestion | undefined>();
  #refusal = $state.raw<ImportRefusal | undefined>();
  #files = $state.raw<readonly FileOutcome[]>([]);
  #searches = $state.raw<OpenedResults['searches']>([]);

  constructor(
    client: Pick<DataClient, 'importFiles' | 'addSample' | 'openResults'>,
    library: LibraryState,
    notices: NoticeState,
    fetchUrl: FetchUrl,
    counting: ImportPreviewState,
  ) {
    this.#client = client;
    this.#library = library;
    this.#notices = notices;
    this.#fetchUrl = fetchUrl;
    this.counting = counting;
  }

  get progress(): ImportProgress | undefined {
    return this.#progress;
  }

  /** What must be decided before anything is stored. */
  get question(): ImportQuestion | undefined {
    return this.#question;
  }

  /** Why the last import stored nothing, until it is dismissed or another one starts. */
  get refusal(): ImportRefusal | undefined {
    return this.#refusal;
  }

  /** What became of the files of the last import where some were not read, until it is dismissed. */
  get files(): readonly FileOutcome[] {
    return this.#files;
  }

  /** Returns the search over a dataset that was opened with results of `npm run lab`, once. */
  takeSearch(datasetId: string): OpenedResults['searches'][number] | undefined {
    const found = this.#searches.find(({ request }) => request.datasetId === datasetId);
    if (found !== undefined) this.#searches = this.#searches.filter((one) => one !== found);
    return found;
  }

  async importFiles(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    await this.#run(first.name, async (onProgress, signal) => {
      const named = files.filter(({ name }) => name.toLowerCase().endsWith('.jsonl'));
      const results = named.length > 0 ? await findResults(named) : [];
      const data = files.filter((file) => !results.includes(file));
      if (data.length > 0) {
        await this.#take({ files: data, decisions: this.#recall() }, onProgress, signal);
      }
      // After the bars that came along, which they may be of.
      if (results.length > 0) await this.#openResults(results, signal);
    });
  }

  /** Fetches files, one after the other, and imports them together. */
  async importUrls(urls: readonly string[]): Promise<void> {
    const [first] = urls;
    if (first === undefined) return;
    await this.#run(first, async (onProgress, signal) => {
      const files: File[] = [];
      for (const url of urls) {
        const report = (progress: UrlProgress) => reportFetch(progress, url, onProgress);
        report({ doneBytes: 0, totalBytes: undefined });
        files.push(await this.#fetchUrl(url, report, signal));
      }
      await this.#take({ files, urls, decisions: this.#recall() }, onProgress, signal);
    });
  }

  /** Uses the dataset that was fetched from these addresses before; fetches it where there is none. */
  async openUrls(urls: readonly string[]): Promise<void> {
    const kept = this.#library.datasets.find(({ sources }) =>
      urls.every((url) => sources.some((source) => source.url === url)),
    );
    await (kept === undefined ? this.importUrls(urls) : this.#library.useDataset(kept.id));
  }

  /** Makes and stores a sample market; the default one where no seed is given. */
  async addSample(kind: SampleKind, seed?: number): Promise<void> {
    const name = kind === 'edge' ? 'sample market' : 'pure noise';
    await this.#run(name, async (onProgress, signal) => {
      const report = (event: ImportEvent | GenerateEvent) => reportEvent(event, name, onProgress);
      const dataset = await this.#client.addSample(kind, seed, report, signal);
      await this.#adopt([dataset]);
    });
  }

  /** Imports the files of the question once more, with what has been decided now. */
  async answer(decision: Partial<ImportDecisions>): Promise<void> {
    const subject = this.#subject;
    if (subject === undefined) return;
    await this.#repeat({ ...subject, decisions: { ...subject.decisions, ...decision } });
  }

  async #repeat(decided: Subject): Promise<void> {
    await this.#run(decided.files[0]?.name ?? '', (onProgress, signal) =>
      this.#take(decided, onProgress, signal),
    );
  }

  /** Imports once more, with the columns of `file` read as `mapping` says. */
  async answerMapping(file: string, mapping: ColumnMapping): Promise<void> {
    const subject = this.#subject;
    if (subject === undefined) return;
    const { decisions, answered = [] } = subject;
    const asked = this.#question ?? this.#refusal?.question;
    const isAsked = asked?.kind === 'map-columns' && asked.file === file;
    const others = answered.filter((question) => question.file !== file);
    await this.#repeat({
      ...subject,
      decisions: { ...decisions, mappings: { ...decisions.mappings, [file]: mapping } },
      answered: isAsked ? [...others, asked] : answered,
    });
  }

  /** Counts the bars of `file`, a name or "archive / member", with its columns read as `mapping` says. */
  preview(file: string, mapping: ColumnMapping): void {
    const { files, decisions } = this.#subject ?? { files: [], decisions: noDecisions };
    const own = files.filter(({ name }) => file === name || file.startsWith(`${name} / `));
    const mappings = { ...decisions.mappings, [file]: mapping };
    this.counting.request(own, { ...decisions, mappings });
  }

  /** The mapping of `file` that was tried last. */
  triedMapping(file: string): ColumnMapping | undefined {
    return this.#subject?.decisions.mappings[file];
  }

  /** Shows why something cannot be imported at all, such as a folder that cannot be read. */
  refuse(error: unknown): void {
    this.#refusal = { message: messageOf(error) };
  }

  /** Drops the question or refusal; the files are not imported. */
  dismiss(): void {
    if (this.#question !== undefined) this.#notices.show('Nothing was imported.');
    this.#forget();
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #run(
    subject: string,
    work: (onProgress: OnProgress, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.#progress !== undefined) {
      const message = `${subject} was not taken: another import is under way. Wait for it or cancel it first.`;
      this.#refusal = { message };
      return;
    }
    this.#forget();
    const abort = new AbortController();
    this.#abort = abort;
    this.#progress = { stage: 'reading', subject, fraction: 0, startedAt: performance.now() };
    try {
      await work((progress) => {
        // An event can arrive after the result, since it comes by a channel of its own.
        if (this.#abort !== abort || abort.signal.aborted) return;
        this.#advance(progress);
      }, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#refusal = { message: messageOf(error) };
    } finally {
      this.#expectedAt = undefined;
      this.#bytes = 0;
      this.#abort = undefined;
      this.#progress = undefined;
    }
  }

  async #take(subject: Subject, onProgress: OnProgress, signal: AbortSignal): Promise<void> {
    const { files, decisions, urls } = subject;
    const report = (event: ImportEvent) => reportEvent(event, files[0]?.name ?? '', onProgress);
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    const kind = files[0]?.name.split('.').at(-1)?.toLowerCase() ?? '';
    const startedAt = performance.now();
    this.#expectedAt = startedAt + 1000 * this.#times.estimate(kind, bytes);
    this.#bytes = bytes;
    // Said before the worker has begun: a large file is on its way there for a while.
    onProgress({ stage: 'reading', subject: files[0]?.name ?? '', fraction: 0 });
    const outcome = await this.#client.importFiles(files, decisions, report, signal, urls);
    switch (outcome.kind) {
      case 'stored':
        this.#times.note(kind, bytes, (performance.now() - startedAt) / 1000);
        for (const question of subject.answered ?? []) {
          this.#memory.remember(question, decisions.mappings[question.file]);
        }
        await this.#adopt(outcome.datasets, subject, outcome.recalled, outcome.funding);
        this.#files = outcome.files.every(({ kind }) => kind === 'read') ? [] : outcome.files;
        break;
      case 'question':
        this.#subject = subject;
        this.#question = outcome.question;
        break;
      case 'refused':
        this.#subject = subject;
        this.#refusal = { message: outcome.message, question: outcome.question };
    }
  }

  async #openResults(files: readonly File[], signal: AbortSignal): Promise<void> {
    const { describeOpened } = await import('./lab-results');
    const opened: OpenedResults[] = [];
    try {
      for (const file of files) opened.push(await this.#client.openResults(file, signal));
    } finally {
      await this.#library.refresh();
    }
    this.#searches = opened.flatMap(({ searches }) => searches);
    this.#notices.show(describeOpened(opened));
  }

  /** Uses what was stored, says so, and offers to take it back. */
  async #adopt(
    datasets: readonly DatasetInfo[],
    subject?: Subject,
    recalled: readonly string[] = [],
    funding: readonly KeptFunding[] = [],
  ): Promise<void> {
    const aboutFunding = describeFunding(funding);
    if (datasets.length === 0 && aboutFunding !== '') {
      await this.#library.refresh();
      this.#notices.show(aboutFunding);
      return;
    }
    const kept = this.#library.datasets;
    const usedBefore = this.#library.dataset?.id;
    const added = datasets.filter(({ id }) => !kept.some((dataset) => dataset.id === id));
    const text = `${describeAdded(datasets, kept)} ${aboutFunding}`.trim();
    await this.#library.adoptDatasets(datasets);
    if (subject === undefined || added.length === 0) {
      this.#notices.show(text);
      return;
    }
    const takeBack = (): Promise<void> => this.#library.takeBack(added, usedBefore);
    const undo = {
      label: 'Undo',
      run: () =>
        void takeBack().then(() => this.#notices.show('Took the import back; it is in the trash.')),
    };
    // What was read without a question can be wrong, too.
    const { remembered: _, ...others } = subject.decisions;
    const decisions = { ...others, mappings: {}, asksColumns: true };
    const isRecalled = recalled.length > 0;
    const again = {
      label: isRecalled ? 'Map columns again' : 'Map columns',
      run: () => void takeBack().then(() => this.#repeat({ ...subject, decisions })),
    };
    const said = isRecalled ? `${text} ${describeRecalled(recalled)}` : text;
    this.#notices.show(said, undo, again);
  }

  /** Nothing decided but what is remembered of earlier imports. */
  #recall(): ImportDecisions {
    const remembered = this.#memory.current;
    return remembered.length === 0 ? noDecisions : { ...noDecisions, remembered };
  }

  #advance(progress: Parameters<OnProgress>[0]): void {
    const before = this.#progress;
    const isSameStage = before?.stage === progress.stage && before.subject === progress.subject;
    const startedAt = isSameStage ? before.startedAt : performance.now();
    this.#progress = { ...progress, startedAt, bytes: this.#bytes, expectedAt: this.#expectedAt };
  }

  #forget(): void {
    this.#subject = undefined;
    this.#question = undefined;
    this.#refusal = undefined;
    this.#files = [];
  }
}

function reportEvent(
  event: ImportEvent | GenerateEvent,
  subject: string,
  onProgress: OnProgress,
): void {
  const fraction = 'total' in event ? event.done / event.total : NaN;
  onProgress({ stage: event.kind, subject: 'file' in event ? event.file : subject, fraction });
}

function reportFetch(progress: UrlProgress, url: string, onProgress: OnProgress): void {
  const { doneBytes, totalBytes, retryInSeconds } = progress;
  const fraction = totalBytes === undefined ? NaN : doneBytes / totalBytes;
  onProgress({ stage: 'fetching', subject: url, fraction, retryInSeconds });
}

/** Returns those of the files that hold results of `npm run lab` and not bars, by how they begin. */
async function findResults(files: readonly File[]): Promise<readonly File[]> {
  const heads = await Promise.all(files.map((file) => file.slice(0, 256).text()));
  return files.filter((_, at) => isResultsHead(heads[at]));
}
