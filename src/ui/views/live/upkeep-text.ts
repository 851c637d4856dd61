import type { ModelUpkeep } from '../../../core/live/model-upkeep';
import { formatCount, formatNumber } from '../../format';

const dayMs = 86_400_000;
/** Above it a distribution counts as another one. */
export const shiftedPsi = 0.25;

/** Returns an age as people say it: `12 days`, `5 hours`. */
export function describeAge(ageMs: number): string {
  if (!Number.isFinite(ageMs)) return 'unknown';
  const days = Math.floor(ageMs / dayMs);
  if (days >= 2) return `${formatCount(days)} days`;
  const hours = Math.max(0, Math.round(ageMs / 3_600_000));
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** Returns what the comparison amounts to, in one sentence. */
export function describeVerdict(upkeep: ModelUpkeep): string {
  const { verdict, labels, live, expected, featurePsi, probabilityPsi } = upkeep;
  const auc = (value: number) => formatNumber(value, { digits: 3 });
  switch (verdict) {
    case 'too-early':
      return `Too early to tell: ${formatCount(labels)} live labels are known so far.`;
    case 'as-expected':
      return `As expected: live AUC ${auc(live.auc)}, its test block promised ${auc(expected.auc)}.`;
    case 'worse':
      return `Worse than promised: live AUC ${auc(live.auc)} instead of ${auc(expected.auc)}; retrain it.`;
    case 'shifted': {
      const shifted = featurePsi
        .filter(({ psi }) => psi > shiftedPsi)
        .map(({ feature }) => feature);
      if (probabilityPsi > shiftedPsi) shifted.push('the probability');
      return `The market has shifted: ${shifted.join(', ')} no longer ${shifted.length === 1 ? 'looks' : 'look'} as in training; retrain it.`;
    }
  }
}
