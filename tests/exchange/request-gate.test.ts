import { expect, test } from 'vitest';
import type { ExchangeRefusal } from '../../src/core/exchange';
import { createRequestGate, type RequestGate, type Ticket } from '../../src/exchange/request-gate';
import { makeRefusalStore } from './memory-refusals';

const limits = { weightPerMinute: 6000, burstWeight: 400 };

/** A gate on a clock that the test moves, for half of the exchange's limit. */
function openGate(refusals = makeRefusalStore(), from = 1_000_000) {
  const clock = { now: from };
  const now = () => clock.now;
  return { clock, refusals, gate: createRequestGate({ now, refusals, limits, weightShare: 0.5 }) };
}

const refusal = (kind: ExchangeRefusal['kind'], waitMs?: number) => ({
  kind,
  message: kind,
  waitMs,
});

/** Passes the gate, which must be open. */
async function enter(gate: RequestGate, weight = 1): Promise<Ticket> {
  const turn = await gate.enter(weight);
  if ('waitMs' in turn) throw new Error(`gate: must wait ${turn.waitMs} ms`);
  return turn;
}

const pass = async (gate: RequestGate) => (await enter(gate)).leave();

/** Meets a refusal, and returns how long all must wait. */
async function meet(gate: RequestGate, kind: ExchangeRefusal['kind'], waitMs?: number) {
  const ticket = await enter(gate);
  const allWaitMs = ticket.refused(refusal(kind, waitMs));
  ticket.leave();
  return allWaitMs;
}

test('a refusal keeps every request back until it is over', async () => {
  const { clock, gate } = openGate();
  expect(await meet(gate, 'rate-limited', 7000)).toBe(7000);
  clock.now += 6999;
  expect(await gate.enter(1)).toMatchObject({ waitMs: 1, kind: 'rate-limited', isRefusal: true });
  clock.now += 1;
  await pass(gate);
});

test.each<[ExchangeRefusal['kind'], readonly number[]]>([
  ['rate-limited', [60_000, 120_000, 240_000]],
  ['banned', [120_000, 240_000, 480_000]],
  ['blocked', [5000, 10_000, 20_000]],
])('where the exchange does not say, the waits after %s double', async (kind, waits) => {
  const { clock, gate } = openGate();
  for (const waitMs of waits) {
    expect(await meet(gate, kind)).toBe(waitMs);
    clock.now += waitMs;
  }
  const ticket = await enter(gate);
  ticket.answered();
  ticket.leave();
  expect(await meet(gate, kind)).toBe(waits[0]);
});

test('a wait that the exchange says, and that does not help, grows too', async () => {
  const { clock, gate } = openGate();
  for (const waitMs of [1000, 2000, 4000]) {
    expect(await meet(gate, 'rate-limited', 0)).toBe(waitMs);
    clock.now += waitMs;
  }
  expect(await meet(gate, 'rate-limited', 300_000)).toBe(300_000);
});

test('requests that were under way together are refused once, and none of their answers ends it', async () => {
  const { clock, gate } = openGate();
  const tickets = await Promise.all([1, 2, 3].map(() => enter(gate)));
  tickets[0].refused(refusal('banned'));
  expect(tickets[1].refused(refusal('banned'))).toBe(120_000);
  tickets[2].answered();
  tickets.forEach((ticket) => ticket.leave());
  clock.now += 119_000;
  expect(await gate.enter(1)).toMatchObject({ waitMs: 1000 });
});

test('after a refusal one request goes alone, until it is answered', async () => {
  const { clock, gate } = openGate();
  await meet(gate, 'rate-limited', 3000);
  clock.now += 3000;
  const ticket = await enter(gate);
  expect(await gate.enter(1)).toMatchObject({ waitMs: 500 });
  ticket.answered();
  ticket.leave();
  await Promise.all([pass(gate), pass(gate)]);
});

test('a request that failed without an answer lets the next one try', async () => {
  const { clock, gate } = openGate();
  await meet(gate, 'rate-limited', 3000);
  clock.now += 3000;
  await pass(gate);
  await pass(gate);
});

test('another host that answers the refused request at once ends the refusal', async () => {
  const { gate, refusals } = openGate();
  const ticket = await enter(gate);
  ticket.refused(refusal('blocked'));
  ticket.answered();
  ticket.leave();
  expect(refusals.kept()).toBeUndefined();
  await Promise.all([pass(gate), pass(gate)]);
});

test('no more weight than the share of the limit goes in any minute', async () => {
  const { clock, gate } = openGate();
  const from = clock.now;
  let weight = 0;
  let waitedMs = 0;
  while (clock.now < from + 60_000) {
    const turn = await gate.enter(2);
    if ('waitMs' in turn) {
      expect(turn.isRefusal).toBe(false);
      clock.now += turn.waitMs;
      waitedMs += turn.waitMs;
    } else {
      turn.leave();
      weight += 2;
    }
  }
  expect(weight).toBeGreaterThan(2900);
  expect(weight).toBeLessThanOrEqual(3002);
  expect(waitedMs).toBeGreaterThan(59_000);
});

test('weight that others at the address have used ends requests until the minute is over', async () => {
  const { clock, gate } = openGate();
  const ticket = await enter(gate);
  ticket.answered(3000);
  ticket.leave();
  // 1,000,000 ms is 40 s into a minute.
  expect(await gate.enter(1)).toMatchObject({ waitMs: 20_000, isRefusal: false });
  clock.now += 20_000;
  await pass(gate);
});

test('a gate that is opened anew keeps to what an earlier one was told, and asks once when it is over', async () => {
  const { refusals, gate } = openGate();
  await meet(gate, 'banned', 7000);
  const later = openGate(refusals, 1_002_000);
  expect(await later.gate.enter(1)).toMatchObject({ waitMs: 5000, kind: 'banned' });
  later.clock.now += 5000;
  const ticket = await enter(later.gate);
  expect(await later.gate.enter(1)).toMatchObject({ waitMs: 500 });
  ticket.answered();
  ticket.leave();
  expect(refusals.kept()).toBeUndefined();
  await pass(later.gate);
});

test('waits go on doubling after a reload', async () => {
  const { refusals, gate } = openGate();
  await meet(gate, 'banned');
  const later = openGate(refusals, 1_120_000);
  expect(await meet(later.gate, 'banned')).toBe(240_000);
});

test('a refusal that another tab meets keeps this one back, before its own is answered too', async () => {
  const { clock, gate, refusals } = openGate();
  await pass(gate);
  await meet(openGate(refusals).gate, 'rate-limited', 7000);
  expect(await gate.enter(1)).toMatchObject({ waitMs: 7000 });
  clock.now += 8000;
  await meet(openGate(refusals, clock.now).gate, 'banned', 60_000);
  expect(await gate.enter(1)).toMatchObject({ waitMs: 60_000, kind: 'banned' });
});

test('a clock that was set back since makes no wait longer than it was', async () => {
  const { gate, refusals } = openGate();
  await meet(gate, 'banned', 7000);
  const earlier = openGate(refusals, 400_000);
  expect(await earlier.gate.enter(1)).toMatchObject({ waitMs: 7000 });
});

test('a refusal that was over long ago says nothing', async () => {
  const { gate, refusals } = openGate();
  await meet(gate, 'banned');
  const later = openGate(refusals, 1_120_000 + 3_600_001);
  // Together, not one alone.
  await Promise.all([enter(later.gate), enter(later.gate)]);
});
