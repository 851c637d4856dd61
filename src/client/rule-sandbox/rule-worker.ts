/**
 * The script of the worker in the sandboxed frame: compiles a person's rule and asks it at every close. It sends decisions alone, which
 * the page checks. The wall around the rule is the policy of the frame; `harden` takes from the rule what it could only try.
 */
import {
  createRuleAsker,
  createRuleRun,
  ruleParameters,
  type RuleRun,
} from '../../core/trading/own-rule/run-rule';
import { describeProblem, findBodyOffset, findSyntaxLine } from './find-line';
import { harden } from './harden';
import type { PageMessage, WorkerMessage } from './messages';

/** The page is told so often that the rule is going on, ms. */
const tellMs = 50;
/** Closes between two looks at the clock. */
const closesAtOnce = 32;

const now = performance.now.bind(performance);

addEventListener('message', ({ ports: [port] }) => answerOn(port), { once: true });

type Rule = (...values: readonly unknown[]) => unknown;

function answerOn(port: MessagePort): void {
  const send = (message: WorkerMessage): void => port.postMessage(message);
  let rule: Rule = () => 0;
  /** Whether the rule was compiled, and what was wrong with it. */
  let compiled: { readonly problem: WorkerMessage | undefined } | undefined;
  /** Lines of the stack before the first of the rule. */
  let offset = 0;
  let run: RuleRun | undefined;
  // Made before what it is made of is taken away.
  const askRule = createRuleAsker((...values) => rule(...values));

  /** Compiles the rule once, before which all but the language is taken away; returns what is wrong with it. */
  const compileRule = (text: string): WorkerMessage | undefined => {
    if (compiled !== undefined) return compiled.problem;
    harden();
    compiled = { problem: undefined };
    try {
      rule = compile(text);
      offset = findBodyOffset(compile);
    } catch (error) {
      const { message } = error as Error;
      const line = findSyntaxLine(text, message, compile);
      compiled = { problem: { kind: 'failed', line, message } };
    }
    return compiled.problem;
  };
  const fail = (error: unknown, openTime: number): WorkerMessage => ({
    kind: 'failed',
    ...describeProblem(error, offset),
    openTime,
  });
  const goOn = (): WorkerMessage => {
    if (run === undefined) return { kind: 'failed', line: undefined, message: 'no rule' };
    const until = now() + tellMs;
    try {
      while (!run.isDone && now() < until) run.advance(closesAtOnce);
    } catch (error) {
      return fail(error, run.lastOpenTime);
    }
    return run.isDone
      ? { kind: 'done', decisions: run.decisions }
      : { kind: 'going', done: run.done };
  };
  const answer = (message: PageMessage): WorkerMessage => {
    switch (message.kind) {
      case 'next':
        return goOn();
      case 'run': {
        const { text, input } = message;
        run = createRuleRun(input, (...values) => rule(...values));
        return compileRule(text) ?? goOn();
      }
      case 'ask': {
        const { text, question } = message;
        const problem = compileRule(text);
        if (problem !== undefined) return problem;
        try {
          return { kind: 'answered', decision: askRule(question) };
        } catch (error) {
          return fail(error, question.known.bar.openTime);
        }
      }
    }
  };
  port.onmessage = ({ data }: MessageEvent<PageMessage>) => send(answer(data));
  send({ kind: 'ready' });
}

function compile(body: string): () => unknown {
  // The policy of the frame is there to allow this.
  return new Function(
    ...ruleParameters,
    `"use strict";\n${body}\n//# sourceURL=rule.js`,
  ) as () => unknown;
}
