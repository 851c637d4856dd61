/**
 * The script of the worker in the sandboxed frame: compiles a person's rule and asks it at every close. It sends decisions alone, which
 * the page checks. The wall around the rule is the policy of the frame; `harden` takes from the rule what it could only try.
 */
import { createRuleRun, ruleParameters, type RuleRun } from '../../core/trading/own-rule/run-rule';
import { describeProblem, findBodyOffset, findSyntaxLine } from './find-line';
import { harden } from './harden';
import type { PageMessage, WorkerMessage } from './messages';

/** The page is told so often that the rule is going on, ms. */
const tellMs = 50;
/** Closes between two looks at the clock. */
const closesAtOnce = 32;

const now = performance.now.bind(performance);

addEventListener('message', ({ ports: [port] }) => answerOn(port), { once: true });

function answerOn(port: MessagePort): void {
  const send = (message: WorkerMessage): void => port.postMessage(message);
  let going: { readonly run: RuleRun; readonly offset: number } | undefined;
  const goOn = (): WorkerMessage => {
    if (going === undefined) return { kind: 'failed', line: undefined, message: 'no rule' };
    const { run, offset } = going;
    const until = now() + tellMs;
    try {
      while (!run.isDone && now() < until) run.advance(closesAtOnce);
    } catch (error) {
      return { kind: 'failed', ...describeProblem(error, offset), openTime: run.lastOpenTime };
    }
    return run.isDone
      ? { kind: 'done', decisions: run.decisions }
      : { kind: 'going', done: run.done };
  };
  port.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (data.kind === 'next') return send(goOn());
    if (going !== undefined) return;
    const { text, input } = data;
    let rule: (...values: readonly unknown[]) => unknown = () => 0;
    // Before what it is made of is taken away.
    const run = createRuleRun(input, (...values) => rule(...values));
    harden();
    const compile = (body: string): typeof rule =>
      // The policy of the frame is there to allow this.
      new Function(
        ...ruleParameters,
        `"use strict";\n${body}\n//# sourceURL=rule.js`,
      ) as typeof rule;
    try {
      rule = compile(text);
    } catch (error) {
      const { message } = error as Error;
      return send({ kind: 'failed', line: findSyntaxLine(text, message, compile), message });
    }
    going = { run, offset: findBodyOffset(compile) };
    send(goOn());
  };
  send({ kind: 'ready' });
}
