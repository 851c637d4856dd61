import { confidenceOf, decisionColumn, maxRuleCharacters, sideOf } from '../own-rule/decisions';
import { ruleExamples } from '../own-rule/examples';
import type { Known, Strategy } from './strategy';

/** Follows the decisions that a person's own JavaScript made elsewhere, which are a column of the bars. */
export const ownRule: Strategy = {
  kind: 'own-rule',
  label: 'Your own rule',
  meaning:
    'A few lines of JavaScript of yours decide at each close. "Your own rule" under the chart has the editor.',
  fields: [
    {
      name: 'lookBackBars',
      label: 'Bars it sees',
      default: 240,
      min: 1,
      max: 5000,
      isWhole: true,
      hint: 'The rule sees so many closed bars, and is asked once there are so many without a gap.',
    },
  ],
  texts: [{ name: 'text', default: ruleExamples[0].text, maxCharacters: maxRuleCharacters }],
  // The comment in its first line.
  nameChoice({ text }) {
    const name = /^\s*\/\/\s*(.{1,60})/.exec(String(text))?.[1]?.trim();
    return name && `Rule "${name}"`;
  },
  isDecidedElsewhere: true,
  presets: [],
  countWarmUpBars: ({ lookBackBars }) => lookBackBars,
  create: () => ({
    decide: (known) => sideOf(readDecision(known)),
    measureConfidence: (known) => confidenceOf(readDecision(known)),
  }),
};

function readDecision({ past }: Known): number {
  return past.columns.extras?.[decisionColumn]?.[past.end - 1] ?? 0;
}
