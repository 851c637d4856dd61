import {
  type RuleName,
  ruleFunctions,
  ruleValues,
} from '../../../../../core/trading/own-rule/rule-library';

/** A word that is being written, and the names that it may become. */
export interface Completion {
  /** Where the word begins in the text. */
  readonly start: number;
  readonly names: readonly RuleName[];
}

/** Names that a rule can use, and those of features as they are written between quotes. */
const names: readonly RuleName[] = [...ruleFunctions, ...ruleValues];

/** Max names that are offered at once. */
const maxNames = 8;

/**
 * Returns what the word before `caret` may become: names of functions and values, and within the quotes of `feature('` those of
 * features. Undefined where no word is being written, or it is complete.
 */
export function completeWord(
  text: string,
  caret: number,
  features: readonly string[],
): Completion | undefined {
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
  if (/\/\//.test(line)) return undefined;
  const quoted = /feature\(\s*['"]([\w@.]*)$/.exec(line);
  const word = quoted?.[1] ?? /(?:^|[^\w.'"])([A-Za-z]\w*)$/.exec(line)?.[1];
  if (word === undefined || (word === '' && quoted === null)) return undefined;
  const candidates = quoted
    ? features.map((name) => ({ name, use: name, meaning: 'Feature of the bar.' }))
    : names;
  const lower = word.toLowerCase();
  const found = candidates
    .filter(({ name }) => name.toLowerCase().startsWith(lower) && name !== word)
    .slice(0, maxNames);
  return found.length === 0 ? undefined : { start: caret - word.length, names: found };
}
