import type { EpochMs } from '../../../src/core/bars/bars';
import { barIntervals } from '../../../src/core/exchange';
import type { Cancel } from '../clock/agenda';
import type { ExchangeParts } from '../exchange-parts';
import type { CloseFault } from '../faults/fault';
import { findFrom } from '../market/kline-columns';
import type { Connection } from './connection';
import { findNextMoment, type KlineMoment } from './kline-moment';
import { makeBookTickerMessage, makeKlineMessage, type StreamMessage } from './stream-message';
import { parseStreamName, type StreamTopic } from './stream-name';

/** Sends each stream to the connections that asked for it. */
export interface StreamHub {
  subscribe(connection: Connection, stream: string): void;
  unsubscribe(connection: Connection, stream: string): void;
}

interface Channel {
  readonly stream: string;
  readonly subscribers: Set<Connection>;
  cancel: Cancel;
}

type KlineTopic = Extract<StreamTopic, { kind: 'kline' }>;

const resendDelayMs = 1_000;

/** Returns a hub without connections; a stream runs while it has at least one. */
export function createStreamHub(parts: ExchangeParts): StreamHub {
  const { clock, limits, markets, script, counters, onClosing } = parts;
  const channels = new Map<string, Channel>();

  const publish = ({ subscribers }: Channel, message: StreamMessage): void => {
    // A message can end a connection, which then leaves the set.
    for (const connection of [...subscribers]) connection.deliver(message);
  };

  const runKlines = (channel: Channel, topic: KlineTopic, after: EpochMs): void => {
    const moment = findNextMoment(after, barIntervals[topic.interval], limits);
    channel.cancel = clock.schedule(moment.at, () => {
      runKlines(channel, topic, moment.at);
      publishKline(channel, topic, moment);
    });
  };

  const publishKline = (channel: Channel, topic: KlineTopic, moment: KlineMoment): void => {
    const { market, interval } = topic;
    const { at, openTime, isClosing } = moment;
    const intervalMs = barIntervals[interval];
    const asOf = isClosing ? openTime + intervalMs : at;
    const kline = market.klineAt(intervalMs, openTime, asOf);
    // Nothing is sent about a gap.
    if (kline === undefined) return;
    if (isClosing) onClosing(market.symbol, openTime);
    publish(channel, makeKlineMessage(channel.stream, market, interval, kline, at));
    if (!isClosing) return;
    counters.count('barsClosed');
    const fault = script.draw('close', { symbol: market.symbol });
    if (fault !== undefined) correctBar(channel, topic, openTime, at, fault);
  };

  const correctBar = (
    channel: Channel,
    { market, interval }: KlineTopic,
    openTime: EpochMs,
    at: EpochMs,
    { isResent = true, delayMs = resendDelayMs }: CloseFault,
  ): void => {
    const intervalMs = barIntervals[interval];
    const end = openTime + intervalMs;
    const lastBar = findFrom(market.columns, end) - 1;
    market.revise(market.columns.openTime[lastBar], script.uniform());
    if (!isResent) return;
    clock.schedule(at + delayMs, (sentAt) => {
      const kline = market.klineAt(intervalMs, openTime, end);
      if (kline === undefined) return;
      publish(channel, makeKlineMessage(channel.stream, market, interval, kline, sentAt));
    });
  };

  const runBookTicker = (channel: Channel, topic: StreamTopic, after: EpochMs): void => {
    channel.cancel = clock.schedule(after + limits.updateEveryMs, (at) => {
      runBookTicker(channel, topic, at);
      publish(channel, makeBookTickerMessage(channel.stream, topic.market, at));
    });
  };

  const openChannel = (stream: string): Channel => {
    const channel: Channel = { stream, subscribers: new Set(), cancel: () => undefined };
    const topic = parseStreamName(stream, markets);
    if (topic?.kind === 'kline') runKlines(channel, topic, clock.now());
    else if (topic?.kind === 'bookTicker') runBookTicker(channel, topic, clock.now());
    channels.set(stream, channel);
    return channel;
  };

  return {
    subscribe(connection, stream) {
      (channels.get(stream) ?? openChannel(stream)).subscribers.add(connection);
    },
    unsubscribe(connection, stream) {
      const channel = channels.get(stream);
      if (channel === undefined) return;
      channel.subscribers.delete(connection);
      if (channel.subscribers.size > 0) return;
      channel.cancel();
      channels.delete(stream);
    },
  };
}
