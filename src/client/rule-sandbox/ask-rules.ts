import { isDecision, type RuleAnswer } from '../../core/trading/own-rule/decisions';
import type { RuleQuestion } from '../../core/trading/own-rule/run-rule';
import { openRuleSandbox, type RuleSandbox, unasked } from './rule-sandbox';
import { defaultLimits, describeFailure, noDecisions } from './run-in-sandbox';

/** Asks rules for single decisions, as live accounts need them. */
export interface RuleAskers {
  ask(text: string, question: RuleQuestion): Promise<RuleAnswer>;
  /** Ends all sandboxes. */
  end(): void;
}

/** Max sandboxes that are kept at a time; the one that was asked longest ago makes room. */
const maxSandboxes = 8;
/** A sandbox that was not asked for so long ends; the next question opens another. */
const idleMs = 180_000;

interface Kept {
  readonly sandbox: RuleSandbox;
  /** Resolves once all that was asked so far is answered: one question at a time. */
  turn: Promise<unknown>;
  idle: ReturnType<typeof setTimeout> | undefined;
}

const ended = { message: 'The rule was cancelled.', line: undefined };

/** Returns what asks rules; the sandbox of each text is kept between its questions, so that an answer takes milliseconds. */
export function createRuleAskers(): RuleAskers {
  const kept = new Map<string, Kept>();

  const drop = (text: string): void => {
    const one = kept.get(text);
    kept.delete(text);
    clearTimeout(one?.idle);
    one?.sandbox.stop(ended);
  };
  const find = (text: string): Kept => {
    const known = kept.get(text) ?? {
      sandbox: openRuleSandbox(text, defaultLimits),
      turn: Promise.resolve(),
      idle: undefined,
    };
    // The last one of the map was asked last.
    kept.delete(text);
    kept.set(text, known);
    const [oldest] = kept.keys();
    if (kept.size > maxSandboxes && oldest !== undefined) drop(oldest);
    clearTimeout(known.idle);
    known.idle = setTimeout(() => drop(text), idleMs);
    return known;
  };
  const answer = async (
    text: string,
    question: RuleQuestion,
    { sandbox }: Kept,
  ): Promise<RuleAnswer> => {
    const said = await sandbox.ask({ kind: 'ask', text, question });
    if (said.kind === 'answered' && isDecision(said.decision)) {
      return { kind: 'decided', decision: said.decision };
    }
    if (said.kind === 'failed') return { kind: 'failed', problem: describeFailure(text, said) };
    // What is left has stopped, or is not to be trusted any more.
    if (kept.get(text)?.sandbox === sandbox) drop(text);
    const problem =
      said.kind === 'stopped' ? said.problem : said.kind === 'answered' ? noDecisions : unasked;
    return { kind: 'failed', problem };
  };

  return {
    ask(text, question) {
      const one = find(text);
      const asked = one.turn.then(() => answer(text, question, one));
      one.turn = asked;
      return asked;
    },
    end: () => [...kept.keys()].forEach(drop),
  };
}
