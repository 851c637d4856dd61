import * as v from 'valibot';
import { formatUtc } from '../../core/bars/times';
import { isDecisionColumn, type RuleOutcome } from '../../core/trading/own-rule/decisions';
import type { RuleInput } from '../../core/trading/own-rule/run-rule';
import type { PageMessage, WorkerMessage } from './messages';
import { createSandboxedFrame } from '../sandboxed-frame';

export interface RuleLimits {
  /** For the frame and its worker to start, ms. */
  readonly startMs: number;
  /** Between two answers, ms; the worker answers every 50 ms unless the rule keeps it. */
  readonly silenceMs: number;
  /** For all closes together, ms. */
  readonly totalMs: number;
}

const defaultLimits: RuleLimits = { startMs: 20_000, silenceMs: 3000, totalMs: 120_000 };

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly limits?: Partial<RuleLimits>;
}

const answerSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('going'), done: v.number() }),
  v.object({ kind: v.literal('done'), decisions: v.instance(Float64Array) }),
  v.object({
    kind: v.literal('failed'),
    line: v.optional(v.pipe(v.number(), v.integer())),
    message: v.pipe(v.string(), v.maxLength(400)),
    openTime: v.optional(v.number()),
  }),
]);

/**
 * Runs the text of a rule over bars in a worker of a sandboxed frame of opaque origin, and returns its decisions or why there are none.
 * The frame is removed in the end, also when the rule loops, fills the memory, or sends what it was not asked for. Throws the reason of
 * `signal` alone.
 */
export async function runInSandbox(
  text: string,
  input: RuleInput,
  { signal, onProgress, limits: changed }: RunOptions,
): Promise<RuleOutcome> {
  signal.throwIfAborted();
  const limits = { ...defaultLimits, ...changed };
  const { port1: port, port2: workerPort } = new MessageChannel();
  const frame = createSandboxedFrame('rule-frame.html', 'Runs your own rule');
  const total = input.range.end - input.range.start;
  let stop = (): void => undefined;
  try {
    return await new Promise<RuleOutcome>((resolve, reject) => {
      const fail = (message: string, line?: number): void =>
        resolve({ kind: 'failed', problem: { message, line } });
      let silence: ReturnType<typeof setTimeout>;
      // One answer is waited for at any time; whatever else arrives ends the run.
      let isAsked = true;
      const wait = (ms: number, giveUp: () => void): void => {
        clearTimeout(silence);
        silence = setTimeout(giveUp, ms);
      };
      const ask = (message: PageMessage): void => {
        isAsked = true;
        port.postMessage(message);
        wait(limits.silenceMs, () => fail(...describeSilence(text, limits.silenceMs)));
      };
      const end = setTimeout(() => {
        fail(
          `The rule was stopped after ${limits.totalMs / 1000} s: it is too slow for so many bars.`,
        );
      }, limits.totalMs + limits.startMs);
      const abort = (): void => reject(signal.reason);
      signal.addEventListener('abort', abort);
      stop = () => {
        clearTimeout(silence);
        clearTimeout(end);
        signal.removeEventListener('abort', abort);
      };
      const refuse = (): void => {
        port.close();
        fail('The rule was stopped: it sent messages of its own.');
      };
      let done = 0;
      const take = (answer: WorkerMessage): void => {
        isAsked = false;
        if (answer.kind === 'ready') return ask({ kind: 'run', text, input });
        if (answer.kind === 'going') {
          // An honest worker has always asked at some more closes, so that a flood soon ends.
          if (!(answer.done > done && answer.done <= total)) return refuse();
          done = answer.done;
          onProgress?.(done, total);
          return ask({ kind: 'next' });
        }
        if (answer.kind === 'failed') {
          const lines = text.split('\n').length;
          return fail(writeSentence(answer), clip(answer.line, lines));
        }
        if (isDecisionColumn(answer.decisions, total)) {
          return resolve({ kind: 'decided', decisions: answer.decisions });
        }
        return fail('The rule was stopped: what came back are no decisions.');
      };
      port.onmessage = ({ data }: MessageEvent<unknown>) => {
        const answer = isAsked ? v.safeParse(answerSchema, data) : undefined;
        if (answer?.success === true) return take(answer.output as WorkerMessage);
        refuse();
      };
      const start = (): void => {
        // '*', since a sandboxed page has no origin to name.
        frame.contentWindow?.postMessage('start', '*', [workerPort]);
      };
      frame.addEventListener('load', start, { once: true });
      wait(limits.startMs, () => {
        fail(
          'The frame in which rules run, rule-frame.html, does not start. Reload the page and try again.',
        );
      });
      document.body.append(frame);
    });
  } finally {
    stop();
    port.close();
    // This also ends the worker.
    frame.remove();
  }
}

/** Says that nothing came back, and names the line of the first loop where there is one. */
function describeSilence(text: string, silenceMs: number): [string, number | undefined] {
  const lines = text.split('\n');
  const loop = lines.findIndex((line) => /\b(for|while|do)\b/.test(line.replace(/\/\/.*/, '')));
  const seconds = `${silenceMs / 1000} s`;
  return loop < 0
    ? [
        `The rule gave no answer for ${seconds} and was stopped: it never ends, or needs too much memory.`,
        undefined,
      ]
    : [
        `The rule gave no answer for ${seconds} and was stopped: it never ends, or needs too much memory. Look at the loop of this line.`,
        loop + 1,
      ];
}

function clip(line: number | undefined, lines: number): number | undefined {
  return line === undefined ? undefined : Math.min(lines, Math.max(1, line));
}

function writeSentence({ message, openTime }: Extract<WorkerMessage, { kind: 'failed' }>): string {
  const text = message.trim().replace(/\.$/, '') || 'The rule threw an error without a message';
  const at = openTime === undefined ? '' : `, at the bar of ${formatUtc(openTime)}`;
  // Names keep their first letter, as they are written.
  const sentence = text.replace(/^(a|the|there) /, (word) => word[0].toUpperCase() + word.slice(1));
  return `${sentence}${at}.`;
}
