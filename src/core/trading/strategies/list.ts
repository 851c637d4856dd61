import { bollinger } from './bollinger';
import { breakout } from './breakout';
import { buyAndHold } from './buy-and-hold';
import { ownRule } from './own-rule';
import { randomSide } from './random-side';
import { rsiReversion } from './rsi-reversion';
import { smaCross } from './sma-cross';
import type { Strategy } from './strategy';
import { probabilityThresholds } from './thresholds';
import { volatilityTarget } from './volatility-target';
import { zScoreReversion } from './z-score-reversion';

/** Every strategy; docs/EXTENDING.md says how to add one. */
export const strategies: readonly Strategy[] = [
  probabilityThresholds,
  smaCross,
  breakout,
  rsiReversion,
  zScoreReversion,
  bollinger,
  volatilityTarget,
  buyAndHold,
  randomSide,
  ownRule,
];
