import * as v from 'valibot';
import {
  maxRuleCharacters,
  type RuleOutcome,
  type RuleProblem,
} from '../core/trading/own-rule/decisions';
import type { RuleInput } from '../core/trading/own-rule/run-rule';
import type { DecideByRule } from '../../workers/api/session';
import { messageOf } from './message';
import { Persisted } from './persisted.svelte';

/** A rule that a person keeps by a name. */
export interface KeptRule {
  readonly name: string;
  readonly text: string;
}

type RuleStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly fraction: number }
  | {
      readonly kind: 'decided';
      /** Closes at which the rule was asked, and its signals. */
      readonly closes: number;
      readonly longs: number;
      readonly shorts: number;
    }
  | { readonly kind: 'failed'; readonly problem: RuleProblem };

const maxName = 60;

const keptSchema = v.array(
  v.object({
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(maxName)),
    text: v.pipe(v.string(), v.maxLength(maxRuleCharacters)),
  }),
);

/** Runs a rule in the sandbox, whose code is loaded with the first rule. */
async function run(
  text: string,
  input: RuleInput,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<RuleOutcome> {
  try {
    const { runInSandbox } = await import('../client/rule-sandbox/run-in-sandbox');
    return await runInSandbox(text, input, { signal, ...(onProgress && { onProgress }) });
  } catch (error) {
    const message = signal.aborted ? 'The rule was cancelled.' : messageOf(error);
    return { kind: 'failed', problem: { message, line: undefined } };
  }
}

/** Decides by a rule without showing it: the same rule is run for a verdict and for a check. */
export const decideAside: DecideByRule = (text, input) =>
  run(text, input, new AbortController().signal);

/** The rules that a person keeps, and how the one in force did in the simulation. */
export class OwnRuleState {
  readonly #kept = new Persisted<readonly KeptRule[]>('rules', [], keptSchema);
  #status = $state.raw<RuleStatus>({ kind: 'idle' });
  /** What stands in the editor, so that it is there when it is opened again. */
  draft: string | undefined;
  #abort: AbortController | undefined;

  get kept(): readonly KeptRule[] {
    return this.#kept.current;
  }

  get status(): RuleStatus {
    return this.#status;
  }

  /** Decides by a rule for the simulation; one that is still running ends. */
  readonly decide: DecideByRule = async (text, input) => {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    const show = (status: RuleStatus): void => {
      if (this.#abort === abort) this.#status = status;
    };
    show({ kind: 'running', fraction: 0 });
    const outcome = await run(text, input, abort.signal, (done, total) =>
      show({ kind: 'running', fraction: done / total }),
    );
    show(outcome.kind === 'failed' ? outcome : countSignals(outcome.decisions));
    return outcome;
  };

  /** Ends the rule that is running. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Keeps a text by a name, in the place of one of the same name. */
  keep(name: string, text: string): void {
    const named = name.trim().slice(0, maxName);
    if (named === '') return;
    const others = this.kept.filter((rule) => rule.name !== named);
    this.#kept.current = [...others, { name: named, text }].sort((a, b) =>
      a.name.localeCompare(b.name),
    );
  }

  rename(name: string, next: string): void {
    const rule = this.kept.find((kept) => kept.name === name);
    if (rule === undefined || next.trim() === '') return;
    this.remove(name);
    this.keep(next, rule.text);
  }

  /** Returns a function that keeps it again, unless its name is another's by then. */
  remove(name: string): () => void {
    const removed = this.kept.find((rule) => rule.name === name);
    this.#kept.current = this.kept.filter((rule) => rule.name !== name);
    return () => {
      const isTaken = this.kept.some((rule) => rule.name === name);
      if (removed !== undefined && !isTaken) this.keep(name, removed.text);
    };
  }
}

function countSignals(decisions: Float64Array): RuleStatus {
  let [longs, shorts] = [0, 0];
  for (const decision of decisions) {
    if (decision > 0) longs++;
    else if (decision < 0) shorts++;
  }
  return { kind: 'decided', closes: decisions.length, longs, shorts };
}
