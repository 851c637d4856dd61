import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestPersistence, subscribeToLibraryChanges } from '../../src/client/data-client';
import { libraryChannel } from '../../src/core/library-channel';

/** A channel that delivers at once, to all others of its name. */
class Channel extends EventTarget {
  static open = new Set<Channel>();
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    Channel.open.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of Channel.open) {
      if (other !== this && other.name === this.name) {
        other.dispatchEvent(new MessageEvent('message', { data }));
      }
    }
  }

  close(): void {
    Channel.open.delete(this);
  }
}

/** Says what the storage says after a change. */
function announce(...stores: string[]): void {
  const channel = new Channel(libraryChannel);
  channel.postMessage({ kind: 'changed', stores });
  channel.close();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('BroadcastChannel', Channel);
  Channel.open.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('subscribeToLibraryChanges', () => {
  it('calls back once for a burst of changes, and again for a later one', () => {
    const onChange = vi.fn();
    subscribeToLibraryChanges(onChange);
    announce('datasets', 'bars');
    announce('models', 'predictions');
    expect(onChange).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(1);
    announce('datasets');
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('is silent about what no list shows', () => {
    const onChange = vi.fn();
    subscribeToLibraryChanges(onChange);
    announce('predictions');
    announce('downloadChunks');
    vi.advanceTimersByTime(1000);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('ends, even with a change waiting, and leaves no channel open', () => {
    const onChange = vi.fn();
    const unsubscribe = subscribeToLibraryChanges(onChange);
    announce('datasets');
    unsubscribe();
    vi.advanceTimersByTime(1000);
    expect(onChange).not.toHaveBeenCalled();
    expect(Channel.open.size).toBe(0);
  });

  it('does nothing where the browser has no such channel', () => {
    vi.stubGlobal('BroadcastChannel', undefined);
    expect(() => subscribeToLibraryChanges(() => undefined)()).not.toThrow();
  });
});

afterEach(() => vi.unstubAllGlobals());

describe('requestPersistence', () => {
  it.each([
    ['granted', true],
    ['denied', false],
  ])('is %s when the browser answers %s', async (answer, isPersistent) => {
    vi.stubGlobal('navigator', { storage: { persist: () => Promise.resolve(isPersistent) } });
    expect(await requestPersistence()).toBe(answer);
  });

  it.each([
    ['no storage manager', {}],
    ['one that cannot promise', { storage: {} }],
  ])('is unsupported with %s', async (_, navigator) => {
    vi.stubGlobal('navigator', navigator);
    expect(await requestPersistence()).toBe('unsupported');
  });
});
