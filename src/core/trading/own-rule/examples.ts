/** A rule to begin with. */
interface RuleExample {
  readonly name: string;
  readonly meaning: string;
  readonly text: string;
}

/** The first is the rule of a person who has written none. */
export const ruleExamples: readonly [RuleExample, ...RuleExample[]] = [
  {
    name: 'Two averages',
    meaning:
      'Follows the trend: long when the fast average crosses above the slow one, short when below.',
    text: `// Two averages
const isAbove = sma(20) > sma(60);
const wasAbove = sma(20, 1) > sma(60, 1);
if (isAbove && !wasAbove) return LONG;
if (!isAbove && wasAbove) return SHORT;
return NEUTRAL;
`,
  },
  {
    name: 'Buy the dip',
    meaning:
      'Expects a return to the mean: the further the close is from its average, the more confident.',
    text: `// Buy the dip
const z = zscore(60);
if (Math.abs(z) < 2) return NEUTRAL;
return {
  side: z < 0 ? LONG : SHORT,
  confidence: Math.min(1, Math.abs(z) / 4),
};
`,
  },
  {
    name: 'Breakout',
    meaning: 'Buys above the highest high of the hour before, sells below its lowest low.',
    text: `// Breakout
if (close() > highest(60, 1)) return LONG;
if (close() < lowest(60, 1)) return SHORT;
return NEUTRAL;
`,
  },
  {
    name: 'Model with the trend',
    meaning: 'The model decides, but only in the direction of the trend and never at weekends.',
    text: `// Model with the trend
if (weekday === 0 || weekday === 6) return NEUTRAL;
const trend = close() - ema(50);
if (probability > 0.52 && trend > 0) return LONG;
if (probability < 0.48 && trend < 0) return SHORT;
return NEUTRAL;
`,
  },
  {
    name: 'Turn after a loss',
    meaning:
      'Looks at its own position: a signal against it once it has lost two average ranges of a bar.',
    text: `// Turn after a loss
if (position !== null) {
  const range = atr(14) / close();
  if (position.profit < -2 * range) return -position.side;
  return NEUTRAL;
}
if (rsi(14) < 30) return LONG;
if (rsi(14) > 70) return SHORT;
return NEUTRAL;
`,
  },
];
