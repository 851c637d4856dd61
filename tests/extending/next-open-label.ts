import { countBars } from '../../src/core/bars/bars';
import { findSegments } from '../../src/core/bars/gaps';
import { type Label, noLabel } from '../../src/core/labels/label';

/** Whether who buys at the next open could sell higher `horizonBars` bars later. */
export const nextOpenLabel: Label = {
  name: 'next-open',
  title: 'From open to open',
  meaning: 'A probability above 0.5 says that the open will be higher.',
  horizon: {
    name: 'horizonBars',
    label: 'Bars held',
    default: 7,
    min: 1,
    max: 60,
    isWhole: true,
  },
  lookAheadBars: (horizonBars) => horizonBars + 1,
  compute(bars, horizonBars) {
    const labels = new Uint8Array(countBars(bars)).fill(noLabel);
    for (const { start, end } of findSegments(bars)) {
      for (let t = start; t < end - horizonBars - 1; t++) {
        labels[t] = Number(bars.open[t + 1 + horizonBars] > bars.open[t + 1]);
      }
    }
    return labels;
  },
};
