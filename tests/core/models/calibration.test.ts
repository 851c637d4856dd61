import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate, fitCalibration, squash } from '../../../src/core/models/calibration';
import { createRandom } from '../../../src/core/random';

const even = { baseRate: 0.5, horizonBars: 1 };

/** Bars whose true logit is `slope * logit + intercept`, where the model says `logit`. */
function drawBars(count: number, slope: number, intercept: number, seed = 1) {
  const random = createRandom(seed);
  const logits = Float64Array.from({ length: count }, () => 0.5 * random.normal());
  return {
    labels: Uint8Array.from(logits, (logit) =>
      random.uniform() < squash(slope * logit + intercept) ? 1 : 0,
    ),
    probabilities: Float32Array.from(logits, squash),
  };
}

test('by hand: a temperature of 2 halves the logit, the bias is added', () => {
  // logit(0.8) = ln 4; ln(4) / 2 + ln(1.5) = ln 3: 0.75.
  expect(calibrate(0.8, { temperature: 2, bias: Math.log(1.5) })).toBeCloseTo(0.75, 12);
  expect(calibrate(NaN, { temperature: 2, bias: 0 })).toBeNaN();
});

test('by hand: of two probabilities, each becomes its share of rises, but for what is shrunk', () => {
  // 0.4 came true 200 of 1,000 times, 0.6 800 of 1,000: logits -+ln 4 where the model said -+ln 1.5, so that the
  // slope of highest likelihood is ln 4 / ln 1.5 = 3.419. Its information is 2,000 * 0.16 * ln(1.5)^2 = 52.61.
  const labels = Array.from({ length: 2000 }, (_, i) => Number(i % 10 < 2 !== i % 2000 >= 1000));
  const probabilities = labels.map((_, i) => (i < 1000 ? 0.4 : 0.6));
  const slope = Math.log(4) / Math.log(1.5);
  const kept = slope * (1 - 1.959963984540054 ** 2 / (52.6096 * slope ** 2));
  const { temperature, bias } = fitCalibration(labels, probabilities, even);
  expect(1 / temperature).toBeCloseTo(kept, 4);
  expect(bias).toBeCloseTo(0, 9);
});

test('what a model says too strongly, and off on one side, is found again', () => {
  const { labels, probabilities } = drawBars(60_000, 0.5, 0.2);
  const { temperature, bias } = fitCalibration(labels, probabilities, even);
  expect(1 / temperature).toBeCloseTo(0.5, 1);
  expect(bias).toBeCloseTo(0.2, 1);
});

test('on noise all probabilities become about the base rate, in the same order', () => {
  let kept = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const { labels, probabilities } = drawBars(500, 0, 0, seed);
    const calibration = fitCalibration(labels, probabilities, { baseRate: 0.48, horizonBars: 1 });
    const low = calibrate(0.35, calibration);
    const high = calibrate(0.65, calibration);
    expect(high).toBeGreaterThan(low);
    if (high - low > 0.02) kept++;
    else expect(Math.abs(low - 0.48)).toBeLessThan(0.08);
  }
  // By its 95% interval, on the side above 0.
  expect(kept).toBeLessThanOrEqual(6);
});

test('a model that ranks upside down is not turned around', () => {
  const { labels, probabilities } = drawBars(5000, -1, 0);
  const calibration = fitCalibration(labels, probabilities, even);
  expect(calibration.temperature).toBe(100);
});

test('labels that overlap by ten bars say a tenth as much', () => {
  const { labels, probabilities } = drawBars(1000, 0.5, 0);
  const alone = fitCalibration(labels, probabilities, even);
  const overlapping = fitCalibration(labels, probabilities, { baseRate: 0.5, horizonBars: 10 });
  expect(overlapping.temperature).toBeGreaterThan(alone.temperature);
});

test('bars without a label or a probability do not count', () => {
  const { labels, probabilities } = drawBars(3000, 0.7, 0.1);
  const more = fitCalibration([...labels, 255, 1], [...probabilities, 0.9, NaN], even);
  expect(more).toEqual(fitCalibration(labels, probabilities, even));
});

test('whatever the labels are, the calibration is finite and keeps the order', () => {
  const bar = fc.tuple(fc.constantFrom(0, 1, 255), fc.double({ min: 0, max: 1 }));
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 40 }), (bars) => {
      const [labels, probabilities] = [bars.map(([label]) => label), bars.map(([, p]) => p)];
      const { temperature, bias } = fitCalibration(labels, probabilities, even);
      expect(temperature).toBeGreaterThan(0);
      expect(temperature).toBeLessThanOrEqual(100);
      expect(Number.isFinite(bias)).toBe(true);
    }),
  );
});
