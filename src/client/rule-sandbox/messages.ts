import type { RuleInput, RuleQuestion } from '../../core/trading/own-rule/run-rule';

/** From the page to the worker, by a port: one `run`, then a `next` after each `going`; or `ask` with the same text, any number of times. */
export type PageMessage =
  | { readonly kind: 'run'; readonly text: string; readonly input: RuleInput }
  | { readonly kind: 'next' }
  | { readonly kind: 'ask'; readonly text: string; readonly question: RuleQuestion };

/** From the worker to the page: exactly one for each message of the page, and a `ready` before. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** Closes at which the rule was asked so far. */
  | { readonly kind: 'going'; readonly done: number }
  | { readonly kind: 'done'; readonly decisions: Float64Array }
  /** The decision that an `ask` asked for. */
  | { readonly kind: 'answered'; readonly decision: number }
  | {
      readonly kind: 'failed';
      /** From 1; undefined where it is not known. */
      readonly line: number | undefined;
      readonly message: string;
      /** Of the bar at whose close it failed; left out where it was not asked. */
      readonly openTime?: number;
    };
