import { formatUtc } from '../../core/bars/times';
import {
  isDecisionColumn,
  type RuleOutcome,
  type RuleProblem,
} from '../../core/trading/own-rule/decisions';
import type { RuleInput } from '../../core/trading/own-rule/run-rule';
import type { PageMessage, WorkerMessage } from './messages';
import { type AnswerLimits, openRuleSandbox, type RuleSandbox, unasked } from './rule-sandbox';

export interface RuleLimits extends AnswerLimits {
  /** For all closes together, ms. */
  readonly totalMs: number;
}

/** Limits that no rule needs to know unless it is far too slow. */
export const defaultLimits: RuleLimits = { startMs: 20_000, silenceMs: 3000, totalMs: 120_000 };

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly limits?: Partial<RuleLimits>;
}

/**
 * Runs the text of a rule over bars in a worker of a sandboxed frame, and returns its decisions or why there are none. The frame is
 * removed in the end. Throws the reason of `signal` alone.
 */
export async function runInSandbox(
  text: string,
  input: RuleInput,
  { signal, onProgress, limits: changed }: RunOptions,
): Promise<RuleOutcome> {
  signal.throwIfAborted();
  const limits = { ...defaultLimits, ...changed };
  const sandbox = openRuleSandbox(text, limits);
  const stop = (message: string): void => sandbox.stop({ message, line: undefined });
  const abort = (): void => stop('The rule was cancelled.');
  signal.addEventListener('abort', abort);
  const end = setTimeout(
    () =>
      stop(
        `The rule was stopped after ${limits.totalMs / 1000} s: it is too slow for so many bars.`,
      ),
    limits.totalMs + limits.startMs,
  );
  try {
    const outcome = await run(sandbox, text, input, onProgress);
    signal.throwIfAborted();
    return outcome;
  } finally {
    clearTimeout(end);
    signal.removeEventListener('abort', abort);
    stop('The rule has ended.');
  }
}

async function run(
  sandbox: RuleSandbox,
  text: string,
  input: RuleInput,
  onProgress: RunOptions['onProgress'],
): Promise<RuleOutcome> {
  const total = input.range.end - input.range.start;
  const fail = (problem: RuleProblem): RuleOutcome => ({ kind: 'failed', problem });
  let message: PageMessage = { kind: 'run', text, input };
  for (let done = 0; ;) {
    const answer = await sandbox.ask(message);
    switch (answer.kind) {
      case 'stopped':
        return fail(answer.problem);
      case 'failed':
        return fail(describeFailure(text, answer));
      case 'done':
        return isDecisionColumn(answer.decisions, total)
          ? { kind: 'decided', decisions: answer.decisions }
          : fail(noDecisions);
      case 'going':
        // An honest worker has always asked at some more closes, so that a flood soon ends.
        if (!(answer.done > done && answer.done <= total)) return fail(unasked);
        done = answer.done;
        onProgress?.(done, total);
        message = { kind: 'next' };
        break;
      default:
        return fail(unasked);
    }
  }
}

/** Why a rule was stopped whose answer is none. */
export const noDecisions: RuleProblem = {
  message: 'The rule was stopped: what came back are no decisions.',
  line: undefined,
};

/** Returns what a rule failed at, as a sentence, with its line. */
export function describeFailure(
  text: string,
  { message, openTime, line }: Extract<WorkerMessage, { kind: 'failed' }>,
): RuleProblem {
  const cause = message.trim().replace(/\.$/, '') || 'The rule threw an error without a message';
  const at = openTime === undefined ? '' : `, at the bar of ${formatUtc(openTime)}`;
  // Names keep their first letter, as they are written.
  const sentence = cause.replace(
    /^(a|the|there) /,
    (word) => word[0].toUpperCase() + word.slice(1),
  );
  const lines = text.split('\n').length;
  return {
    message: `${sentence}${at}.`,
    line: line === undefined ? undefined : Math.min(lines, Math.max(1, line)),
  };
}
