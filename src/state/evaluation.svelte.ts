import { type Evaluator, examine, openEvaluator } from '../client/evaluate-client';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { BackendChoice } from '../core/models/options';
import type { TradingSettings } from '../core/trading/settings';
import type { Examination, Findings } from '../core/verdict/evidence';
import { judge, needsLeakCheck, type Verdict } from '../core/verdict/verdict';
import type { LeakChecks, LeakStatus } from './leak-checks.svelte';
import type { EvaluationEvent } from '../../workers/api/evaluate';
import { messageOf } from './message';
import { decideAside } from './own-rule.svelte';

/** A model, the dataset that it is judged on, and the rules that it trades by. */
interface Subject {
  readonly dataset: DatasetInfo;
  readonly model: ModelInfo;
  readonly settings: TradingSettings;
  /** A finished walk-forward of this configuration, whose test blocks are judged instead of the model's. */
  readonly studyId?: string | undefined;
}

/** What was found before. */
interface Outline {
  readonly findings: Findings | undefined;
  readonly examination: Partial<Examination>;
}

/** Settings that stay as they are for so long are judged. */
const settleMs = 400;

type EvaluationStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working'; readonly what: string; readonly fraction: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };

/** The judgement of one model over one dataset by one set of rules; the same for every view that shows it. */
export class EvaluationState {
  readonly #leakChecks: LeakChecks;
  /** Aborted when what it belongs to is no longer wanted. */
  #closing = new AbortController();
  #evaluator: Promise<Evaluator> | undefined;
  #subject = $state.raw<Subject | undefined>();
  #status = $state.raw<EvaluationStatus>({ kind: 'idle' });
  #findings = $state.raw<Findings | undefined>();
  #examination = $state.raw<Partial<Examination>>({});
  #isExamined = $state(false);
  #outline = $state.raw<Outline | undefined>();
  /** What `#findings` belong to, and what `#examination` does. */
  #judged = $state.raw<Subject | undefined>();
  #examined: Subject | undefined;
  #incomplete = $state<string | undefined>();
  /** The judgement under way. */
  #judging: Promise<void> = Promise.resolve();

  /** Whether the ranking is too good to be believed before it has been checked for leaks. */
  readonly isHeldBack = $derived.by(() => {
    if (this.#judged === undefined || this.#findings === undefined) return false;
    if (this.leaks.kind === 'done') return false;
    const { dataset, model } = this.#judged;
    const { horizonBars, intervalMs } = model;
    const auc = this.#findings.evidence.auc.value;
    const isSample = dataset.sample !== undefined;
    return needsLeakCheck({ auc, horizonBars, intervalMs, isSample });
  });
  /** Undefined until the subject has been judged. */
  readonly verdict: Verdict | undefined = $derived(this.#judge());

  constructor(leakChecks: LeakChecks) {
    this.#leakChecks = leakChecks;
  }

  get status(): EvaluationStatus {
    return this.#status;
  }

  /** Whether all evidence for the settings in force is there. */
  get isExamined(): boolean {
    return this.#isExamined;
  }

  /** What to say while there is no verdict. */
  get waiting(): string {
    if (this.isHeldBack) {
      return this.leaks.kind === 'running'
        ? 'Too good to be true? It is checked for leaks first…'
        : 'Too good to be true: check it for leaks in Evaluate.';
    }
    return this.#status.kind === 'failed' ? 'No verdict on these bars.' : 'Being judged…';
  }

  /** Of the settings in force; undefined until they have been judged. */
  get findings(): Findings | undefined {
    return this.#judged === this.#subject ? this.#findings : undefined;
  }

  /** Why some of the evidence is missing. */
  get incomplete(): string | undefined {
    return this.#incomplete;
  }

  /** The evidence under the verdict, as far as it is there. */
  get examination(): Partial<Examination> {
    return this.#examination;
  }

  /**
   * What was found of the same model on other blocks, while those that took their place are judged: it keeps the room of
   * what is to come, and is not to be read.
   */
  get outline(): Outline | undefined {
    return this.#outline;
  }

  /** Judges a subject, unless that has been done; another one that is under way ends. */
  open(subject: Subject, backend: BackendChoice): Promise<void> {
    const before = this.#subject;
    const isSameModel =
      before?.dataset.id === subject.dataset.id && before.model.id === subject.model.id;
    const isSame = isSameModel && before.studyId === subject.studyId;
    if (!isSame || !isEqual(before.settings, subject.settings)) {
      const outline = isSameModel ? this.#outlineShown() : undefined;
      this.#judging = this.#open(subject, backend, isSame, outline);
    }
    return this.#judging;
  }

  /** What is shown, or keeps its room, now. */
  #outlineShown(): Outline {
    const { findings, examination } = this.#outline ?? { findings: undefined, examination: {} };
    return {
      findings: this.findings ?? findings,
      examination: { ...examination, ...this.#examination },
    };
  }

  async #open(
    subject: Subject,
    backend: BackendChoice,
    isSame: boolean,
    outline: Outline | undefined,
  ): Promise<void> {
    if (!isSame) {
      this.close();
      this.#outline = outline;
    }
    this.#subject = subject;
    this.#isExamined = false;
    const { signal } = this.#closing;
    // A slider passes through many values; each that is judged is a try.
    if (isSame) await new Promise((resolve) => setTimeout(resolve, settleMs));
    if (this.#subject !== subject) return;
    this.#evaluator ??= openEvaluator(
      {
        datasetId: subject.dataset.id,
        modelId: subject.model.id,
        studyId: subject.studyId,
        backend,
      },
      (event) => this.#take(event, signal),
      decideAside,
      signal,
    );
    this.#status = { kind: 'working', what: 'Judging', fraction: NaN };
    try {
      const { api, stopped } = await this.#evaluator;
      const findings = await Promise.race([api.find(subject.settings), stopped]);
      // Settings may have changed meanwhile; then a later call is under way.
      if (signal.aborted || this.#subject !== subject) return;
      this.#findings = findings;
      this.#judged = subject;
      this.#status = { kind: 'ready' };
      if (this.isHeldBack) void this.#leakChecks.check(describeCheck(subject));
    } catch (error) {
      // What failed may be settings that others have taken the place of.
      if (signal.aborted || this.#subject !== subject) return;
      this.#status = { kind: 'failed', message: messageOf(error) };
      this.#outline = undefined;
      // So that it can be tried again.
      this.#evaluator = undefined;
      this.#subject = undefined;
    }
  }

  /** Gathers the evidence under the verdict, unless that has been done for these settings. */
  async examine(): Promise<void> {
    await this.#judging;
    const { signal } = this.#closing;
    const subject = this.#judged;
    if (subject === undefined || subject !== this.#subject || this.#examined === subject) return;
    this.#examined = subject;
    this.#examination = {};
    this.#incomplete = undefined;
    const isWanted = () => !signal.aborted && this.#examined === subject;
    try {
      const evaluator = (await this.#evaluator) as Evaluator;
      await examine(evaluator, subject.settings, (event) => {
        if (isWanted()) this.#take(event, signal);
      });
    } catch (error) {
      if (isWanted()) this.#incomplete = messageOf(error);
    }
    if (!isWanted()) return;
    this.#status = { kind: 'ready' };
    this.#isExamined = true;
    this.#outline = undefined;
  }

  /** Ends the worker and forgets the subject. */
  close(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#evaluator = undefined;
    this.#subject = undefined;
    this.#findings = undefined;
    this.#examination = {};
    this.#examined = undefined;
    this.#judged = undefined;
    this.#incomplete = undefined;
    this.#isExamined = false;
    this.#outline = undefined;
    this.#status = { kind: 'idle' };
  }

  /** Checks the subject for leaks, unless that is done or under way. */
  async checkLeaks(): Promise<void> {
    if (this.#subject !== undefined) await this.#leakChecks.check(describeCheck(this.#subject));
  }

  /** The settings by which a model is judged, and the sentence of its verdict; none unless it is this model that is judged. */
  describe(modelId: string): { settings?: TradingSettings; verdict?: string } {
    const subject = this.#judged;
    if (subject?.model.id !== modelId || this.verdict === undefined) return {};
    const { headline, sentence } = this.verdict;
    return { settings: subject.settings, verdict: `${headline} ${sentence}` };
  }

  /** The check of the subject for leaks. */
  get leaks(): LeakStatus {
    if (this.#subject === undefined) return { kind: 'unchecked' };
    return this.#leakChecks.statusOf(describeCheck(this.#subject));
  }

  #judge(): Verdict | undefined {
    const { findings } = this;
    if (findings === undefined || this.isHeldBack) return undefined;
    const leaks = this.leaks;
    const found = leaks.kind === 'done' ? leaks.report.findings : [];
    return judge({ ...findings.evidence, leaks: found.map(({ sentence }) => sentence) });
  }

  #take(event: EvaluationEvent, signal: AbortSignal): void {
    if (signal.aborted) return;
    switch (event.kind) {
      case 'predicting':
        this.#status = {
          kind: 'working',
          what: 'Asking the model about every bar',
          fraction: event.done / event.total,
        };
        break;
      case 'examining':
        this.#status = { kind: 'working', what: event.what, fraction: event.fraction };
        break;
      case 'part':
        this.#examination = { ...this.#examination, ...event.part };
    }
  }
}

function isEqual(a: TradingSettings, b: TradingSettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function describeCheck({ dataset, model, settings }: Subject) {
  return { datasetId: dataset.id, modelId: model.id, settings };
}
