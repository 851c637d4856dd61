import { afterEach, describe, expect, it, vi } from 'vitest';
import { trainModel } from '../../src/client/train-client';
import type { TrainEvent, TrainRequest } from '../../workers/api/train';

const workers = vi.hoisted(() => ({
  /** What each worker was asked for. */
  asked: [] as unknown[],
  ended: 0,
  train: (_workers: unknown): Promise<unknown> => Promise.resolve(),
}));
vi.mock('../../src/client/worker-handle', () => ({
  spawnWorker: () => ({
    api: {
      train: (request: { workers: unknown }) => {
        workers.asked.push(request.workers);
        return workers.train(request.workers);
      },
    },
    end: () => workers.ended++,
    stopped: new Promise(() => undefined),
  }),
  runAbortable: (_signal: unknown, _onAbort: unknown, work: Promise<unknown>) => work,
}));

const request = { datasetId: 'd', spec: {}, options: {}, workers: 'auto' } as unknown;
const model = { id: 'm' };

function train(changes: Partial<TrainRequest> = {}) {
  const events: TrainEvent['kind'][] = [];
  const { signal } = new AbortController();
  const whole = { ...(request as TrainRequest), ...changes };
  return { events, done: trainModel(whole, (event) => events.push(event.kind), signal) };
}

/** Lets a training fail unless it has so few workers. */
function failAbove(most: number, error: Error) {
  workers.train = (count) => (count === most ? Promise.resolve(model) : Promise.reject(error));
}

afterEach(() => {
  workers.asked = [];
  workers.ended = 0;
});

describe('trainModel', () => {
  it.each([
    'WebAssembly.Memory(): could not allocate memory',
    'Out of memory',
    'Array buffer allocation failed',
    'Aborted(Cannot enlarge memory arrays to size 4294901760 bytes (OOM))',
  ])('begins again with one worker where several get too little memory: %s', async (message) => {
    failAbove(1, new RangeError(message));
    const { events, done } = train();
    await expect(done).resolves.toBe(model);
    expect(workers.asked).toEqual(['auto', 1]);
    expect(workers.ended).toBe(2);
    expect(events).toEqual(['memory-short']);
  });

  it('says what to do where one worker gets too little memory as well', async () => {
    failAbove(0, new RangeError('Out of memory'));
    await expect(train().done).rejects.toThrow(/too little memory .*fewer bars.*smaller model/);
    expect(workers.asked).toEqual(['auto', 1]);
    workers.asked = [];
    await expect(train({ workers: 1 }).done).rejects.toThrow(/too little memory/);
    expect(workers.asked).toEqual([1]);
  });

  it('passes on any other error', async () => {
    failAbove(1, new Error('the loss is not a number'));
    await expect(train().done).rejects.toThrow('the loss is not a number');
    expect(workers.asked).toEqual(['auto']);
  });
});
