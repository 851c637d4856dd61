import * as v from 'valibot';
import type { RuleProblem } from '../../core/trading/own-rule/decisions';
import { createSandboxedFrame } from '../sandboxed-frame';
import type { PageMessage, WorkerMessage } from './messages';

export interface AnswerLimits {
  /** For the frame and its worker to start, ms. */
  readonly startMs: number;
  /** Between a message and its answer, ms; the worker answers every 50 ms unless the rule keeps it. */
  readonly silenceMs: number;
}

/** A worker of a sandboxed frame of opaque origin, in which the text of one rule may run. */
export interface RuleSandbox {
  /**
   * Resolves to the worker's answer, or to why there is none: the frame is then removed, as it is when the rule loops, fills the memory,
   * or sends what it was not asked for. One answer is waited for at any time.
   */
  ask(message: PageMessage): Promise<WorkerMessage | Stopped>;
  /** Removes the frame, which ends the worker; what is asked resolves to `problem`, the first one counts. */
  stop(problem: RuleProblem): void;
}

interface Stopped {
  readonly kind: 'stopped';
  readonly problem: RuleProblem;
}

const answerSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('going'), done: v.number() }),
  v.object({ kind: v.literal('done'), decisions: v.instance(Float64Array) }),
  v.object({ kind: v.literal('answered'), decision: v.number() }),
  v.object({
    kind: v.literal('failed'),
    line: v.optional(v.pipe(v.number(), v.integer())),
    message: v.pipe(v.string(), v.maxLength(400)),
    openTime: v.optional(v.number()),
  }),
]);

/** Why a rule was stopped that sent what nobody had asked for. */
export const unasked: RuleProblem = {
  message: 'The rule was stopped: it sent messages of its own.',
  line: undefined,
};

/** Why no rule runs where the browser has not stored the frame for it, and cannot load it. */
const noNetwork: RuleProblem = {
  message:
    'Your own rule needs a network until this page has been opened a second time in this browser.',
  line: undefined,
};

/** Opens a frame for the text of a rule. */
export function openRuleSandbox(text: string, { startMs, silenceMs }: AnswerLimits): RuleSandbox {
  const { port1: port, port2: workerPort } = new MessageChannel();
  // It has stored the frame, so that rules run without a network as well.
  const isServed = 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
  const frame = createSandboxedFrame('rule-frame.html', 'Runs your own rule', isServed);
  let stopped: Stopped | undefined;
  /** Called with the answer that is waited for. */
  let settle: ((answer: WorkerMessage | Stopped) => void) | undefined;
  let silence: ReturnType<typeof setTimeout>;

  const give = (answer: WorkerMessage | Stopped): void => {
    clearTimeout(silence);
    const waiting = settle;
    settle = undefined;
    waiting?.(answer);
  };
  const stop = (problem: RuleProblem): void => {
    stopped ??= { kind: 'stopped', problem };
    port.close();
    // This also ends the worker.
    frame.remove();
    give(stopped);
  };
  const wait = (ms: number, describe: () => RuleProblem): Promise<WorkerMessage | Stopped> =>
    new Promise((resolve) => {
      if (stopped !== undefined) return resolve(stopped);
      settle = resolve;
      silence = setTimeout(() => stop(describe()), ms);
    });

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const answer = settle === undefined ? undefined : v.safeParse(answerSchema, data);
    if (answer?.success === true) give(answer.output as WorkerMessage);
    else stop(unasked);
  };
  const started = wait(startMs, () => ({
    message:
      'The frame in which rules run, rule-frame.html, does not start. Reload the page and try again.',
    line: undefined,
  }));
  const start = (): void => {
    // '*', since a sandboxed page has no origin to name.
    frame.contentWindow?.postMessage('start', '*', [workerPort]);
  };
  frame.addEventListener('load', start, { once: true });
  if (isServed || navigator.onLine) document.body.append(frame);
  else stop(noNetwork);

  return {
    async ask(message) {
      const first = await started;
      if (first.kind === 'stopped') return first;
      if (stopped === undefined) port.postMessage(message);
      return wait(silenceMs, () => describeSilence(text, silenceMs));
    },
    stop,
  };
}

/** Says that nothing came back, and names the line of the first loop where there is one. */
function describeSilence(text: string, silenceMs: number): RuleProblem {
  const lines = text.split('\n');
  const loop = lines.findIndex((line) => /\b(for|while|do)\b/.test(line.replace(/\/\/.*/, '')));
  const message = `The rule gave no answer for ${silenceMs / 1000} s and was stopped: it never ends, or needs too much memory.`;
  return loop < 0
    ? { message, line: undefined }
    : { message: `${message} Look at the loop of this line.`, line: loop + 1 };
}
