import { type Evaluator, examine, openEvaluator } from '../client/evaluate-client';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { BackendChoice } from '../core/models/options';
import type { TradingSettings } from '../core/trading/settings';
import type { Examination, Findings } from '../core/verdict/evidence';
import type { judge, needsLeakCheck, Verdict } from '../core/verdict/verdict';
import type { LeakChecks, LeakStatus } from './leak-checks.svelte';
import type { EvaluationEvent } from '../../workers/api/evaluate';
import { messageOf } from './message';

/** A model, the dataset that it is judged on, and the rules that it trades by. */
interface Subject {
  readonly dataset: DatasetInfo;
  readonly model: ModelInfo;
  readonly settings: TradingSettings;
  /** A finished walk-forward of this configuration, whose test blocks are judged instead of the model's. */
  readonly studyId?: string | undefined;
}

interface Rules {
  readonly judge: typeof judge;
  readonly needsLeakCheck: typeof needsLeakCheck;
}

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
  /** The rules, which are loaded with the first subject and not with the page. */
  #rules = $state.raw<Rules | undefined>();
  /** Settings that `#examination` belongs to. */
  #examined: TradingSettings | undefined;

  /** Whether the ranking is too good to be believed before it has been checked for leaks. */
  readonly isHeldBack = $derived.by(() => {
    const { kind } = this.#leaks;
    const isPending = kind === 'unchecked' || kind === 'running';
    if (this.#subject === undefined || this.#findings === undefined || !isPending) return false;
    const { dataset, model } = this.#subject;
    const { horizonBars, intervalMs } = model;
    const auc = this.#findings.evidence.auc.value;
    const isSample = dataset.sample !== undefined;
    return this.#rules?.needsLeakCheck({ auc, horizonBars, intervalMs, isSample }) ?? false;
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
    if (this.isHeldBack) return 'Too good to be true? It is checked for leaks first…';
    return this.#status.kind === 'failed' ? 'No verdict on these bars.' : 'Being judged…';
  }

  get findings(): Findings | undefined {
    return this.#findings;
  }

  /** The evidence under the verdict, as far as it is there. */
  get examination(): Partial<Examination> {
    return this.#examination;
  }

  /** Judges a subject, unless that has been done; another one that is under way ends. */
  async open(subject: Subject, backend: BackendChoice): Promise<void> {
    const before = this.#subject;
    const isSame =
      before?.dataset.id === subject.dataset.id &&
      before.model.id === subject.model.id &&
      before.studyId === subject.studyId;
    if (isSame && isEqual(before.settings, subject.settings)) return;
    if (!isSame) this.close();
    this.#subject = subject;
    const { signal } = this.#closing;
    this.#evaluator ??= openEvaluator(
      {
        datasetId: subject.dataset.id,
        modelId: subject.model.id,
        studyId: subject.studyId,
        backend,
      },
      (event) => this.#take(event, signal),
      signal,
    );
    await this.#guard(signal, async () => {
      this.#status = { kind: 'working', what: 'Judging', fraction: NaN };
      const { api, stopped } = (await this.#evaluator) as Evaluator;
      const [findings, rules] = await Promise.all([
        Promise.race([api.find(subject.settings), stopped]),
        import('../core/verdict/verdict'),
      ]);
      // Settings may have changed meanwhile; then a later call is under way.
      if (signal.aborted || this.#subject !== subject) return;
      this.#rules = rules;
      this.#findings = findings;
      this.#status = { kind: 'ready' };
      if (this.isHeldBack) void this.#leakChecks.check(describeCheck(subject));
    });
  }

  /** Gathers the evidence under the verdict, unless that has been done for these settings. */
  async examine(): Promise<void> {
    const { signal } = this.#closing;
    const settings = this.#subject?.settings;
    if (settings === undefined || this.#evaluator === undefined) return;
    if (this.#examined !== undefined && isEqual(this.#examined, settings)) return;
    this.#examined = settings;
    this.#examination = {};
    this.#isExamined = false;
    await this.#guard(signal, async () => {
      const evaluator = (await this.#evaluator) as Evaluator;
      await examine(evaluator, settings, (event) => {
        if (this.#examined === settings) this.#take(event, signal);
      });
      if (signal.aborted || this.#examined !== settings) return;
      this.#status = { kind: 'ready' };
      this.#isExamined = true;
    });
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
    this.#isExamined = false;
    this.#status = { kind: 'idle' };
  }

  /** Shows what went wrong, unless the subject was closed meanwhile. */
  async #guard(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.#status = { kind: 'failed', message: messageOf(error) };
    }
  }

  /** The check of the subject for leaks. */
  get #leaks(): LeakStatus {
    if (this.#subject === undefined) return { kind: 'unchecked' };
    return this.#leakChecks.statusOf(describeCheck(this.#subject));
  }

  #judge(): Verdict | undefined {
    if (this.#findings === undefined || this.isHeldBack) return undefined;
    const leaks = this.#leaks;
    const found = leaks.kind === 'done' ? leaks.report.findings : [];
    return this.#rules?.judge({
      ...this.#findings.evidence,
      leaks: found.map(({ sentence }) => sentence),
    });
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
