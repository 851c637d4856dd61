import { expect, test } from 'vitest';
import { createRestGate, type Refusal } from '../../../workers/live/rest-gate';
import { makeMemory } from './make-memory';

const { signal } = new AbortController();

/** A gate on a clock that the test moves; sleeping moves it too. */
function openGate(memory = makeMemory(), from = 1_000_000) {
  const clock = { now: from, slept: 0 };
  const gate = createRestGate({
    now: () => clock.now,
    sleep(ms) {
      clock.now += ms;
      clock.slept += ms;
      return Promise.resolve();
    },
    memory,
  });
  return { clock, gate, memory };
}

const refuse = (kind: Refusal['kind'], waitMs?: number): Refusal => ({
  kind,
  message: kind,
  waitMs,
});
const rejectionFor = (waitMs: number) =>
  expect.objectContaining({ failure: expect.objectContaining({ waitMs }) });

test('a refusal keeps every request back until it is over', async () => {
  const { clock, gate } = openGate();
  (await gate.enter(2, signal))();
  expect(gate.takeRefusal(refuse('rate-limited', 7000))).toMatchObject({ waitMs: 7000 });
  clock.now += 6999;
  await expect(gate.enter(1, signal)).rejects.toEqual(rejectionFor(1));
  clock.now += 1;
  (await gate.enter(1, signal))();
});

test.each<[Refusal['kind'], readonly number[]]>([
  ['rate-limited', [60_000, 120_000, 240_000]],
  ['banned', [120_000, 240_000, 480_000]],
  ['blocked', [5000, 10_000, 20_000]],
])('where the exchange does not say, the waits after %s double', async (kind, waits) => {
  const { clock, gate } = openGate();
  for (const waitMs of waits) {
    const leave = await gate.enter(1, signal);
    expect(gate.takeRefusal(refuse(kind))).toMatchObject({ waitMs });
    leave();
    clock.now += waitMs;
  }
  (await gate.enter(1, signal))();
  gate.takeAnswer(undefined);
  expect(gate.takeRefusal(refuse(kind))).toMatchObject({ waitMs: waits[0] });
});

test('requests that were under way together are refused once, and none of their answers ends it', async () => {
  const { clock, gate } = openGate();
  const leaves = await Promise.all([1, 2, 3].map(() => gate.enter(1, signal)));
  gate.takeRefusal(refuse('banned'));
  expect(gate.takeRefusal(refuse('banned'))).toMatchObject({ waitMs: 120_000 });
  gate.takeAnswer(undefined);
  leaves.forEach((leave) => leave());
  clock.now += 119_000;
  await expect(gate.enter(1, signal)).rejects.toEqual(rejectionFor(1000));
});

test('after a refusal one request goes alone, until it is answered', async () => {
  const { clock, gate } = openGate();
  gate.takeRefusal(refuse('rate-limited', 3000));
  clock.now += 3000;
  const leave = await gate.enter(1, signal);
  await expect(gate.enter(1, signal)).rejects.toEqual(rejectionFor(500));
  gate.takeAnswer(undefined);
  leave();
  await Promise.all([gate.enter(1, signal), gate.enter(1, signal)]);
});

test('a request that failed without an answer lets the next one try', async () => {
  const { clock, gate } = openGate();
  gate.takeRefusal(refuse('rate-limited', 3000));
  clock.now += 3000;
  (await gate.enter(1, signal))();
  (await gate.enter(1, signal))();
});

test('"at once" is a second', () => {
  const { gate } = openGate();
  expect(gate.takeRefusal(refuse('rate-limited', 0))).toMatchObject({ waitMs: 1000 });
});

test('no more weight than half of the limit goes in any minute', async () => {
  const { clock, gate } = openGate();
  const from = clock.now;
  let weight = 0;
  for (; clock.now < from + 60_000; weight += 2) (await gate.enter(2, signal))();
  expect(weight).toBeGreaterThan(2900);
  expect(weight).toBeLessThanOrEqual(3002);
  expect(clock.slept).toBeGreaterThan(59_000);
});

test('weight that others at the address have used ends requests until the minute is over', async () => {
  const { clock, gate } = openGate();
  gate.takeAnswer(3000);
  // 1,000,000 ms is 40 s into a minute.
  await expect(gate.enter(1, signal)).rejects.toEqual(rejectionFor(20_000));
  clock.now += 20_000;
  (await gate.enter(1, signal))();
});

test('a gate that is opened anew keeps to what an earlier one was told, and asks once when it is over', async () => {
  const { memory, gate } = openGate();
  gate.takeRefusal(refuse('banned', 7000));
  const later = openGate(memory, 1_002_000);
  await expect(later.gate.enter(1, signal)).rejects.toEqual(rejectionFor(5000));
  later.clock.now += 5000;
  const leave = await later.gate.enter(1, signal);
  await expect(later.gate.enter(1, signal)).rejects.toEqual(rejectionFor(500));
  later.gate.takeAnswer(undefined);
  leave();
  expect(memory.kept()).toBeUndefined();
  (await later.gate.enter(1, signal))();
});

test('waits go on doubling after a reload', async () => {
  const { memory, gate } = openGate();
  gate.takeRefusal(refuse('banned'));
  const later = openGate(memory, 1_120_000);
  (await later.gate.enter(1, signal))();
  expect(later.gate.takeRefusal(refuse('banned'))).toMatchObject({ waitMs: 240_000 });
});

test('a refusal of another tab keeps this one back, though it was open before', async () => {
  const { gate, memory } = openGate();
  (await gate.enter(1, signal))();
  openGate(memory).gate.takeRefusal(refuse('rate-limited', 7000));
  await expect(gate.enter(1, signal)).rejects.toEqual(rejectionFor(7000));
});

test('a clock that was set back since makes no wait longer than it was', async () => {
  const { gate, memory } = openGate();
  gate.takeRefusal(refuse('banned', 7000));
  const earlier = openGate(memory, 400_000);
  await expect(earlier.gate.enter(1, signal)).rejects.toEqual(rejectionFor(7000));
});

test('a refusal that was over long ago says nothing', async () => {
  const { gate, memory } = openGate();
  gate.takeRefusal(refuse('banned'));
  const later = openGate(memory, 1_120_000 + 3_600_001);
  // Together, not one alone.
  await Promise.all([later.gate.enter(1, signal), later.gate.enter(1, signal)]);
});
