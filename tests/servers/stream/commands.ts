import type { ExchangeLimits } from '../exchange-limits';
import type { Connection } from './connection';
import type { StreamHub } from './stream-hub';

/** Carries out and answers a message of a client: `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`. */
export function handleCommand(
  text: string,
  connection: Connection,
  hub: StreamHub,
  limits: ExchangeLimits,
): void {
  const command = parseCommand(text);
  if (command === undefined) {
    connection.reply({ error: { code: 3, msg: 'Invalid JSON: expected value' }, id: null });
    return;
  }
  const { method, params, id } = command;
  const names = readNames(params);
  switch (method) {
    case 'LIST_SUBSCRIPTIONS':
      return connection.reply({ result: [...connection.streams], id });
    case 'SUBSCRIBE':
      if (names === undefined) break;
      if (new Set([...connection.streams, ...names]).size > limits.streamsPerSocket) {
        const msg = `Invalid request: too many streams, at most ${limits.streamsPerSocket}`;
        return connection.reply({ error: { code: 2, msg }, id });
      }
      connection.reply({ result: null, id });
      for (const name of names) addStream(connection, hub, name);
      return;
    case 'UNSUBSCRIBE':
      if (names === undefined) break;
      connection.reply({ result: null, id });
      for (const name of names) {
        connection.streams.delete(name);
        hub.unsubscribe(connection, name);
      }
      return;
  }
  const msg = `Invalid request: unknown method or parameters, was ${String(method)}`;
  connection.reply({ error: { code: 2, msg }, id });
}

/** Subscribes a connection to one more stream. */
export function addStream(connection: Connection, hub: StreamHub, name: string): void {
  connection.subscribe(name);
  hub.subscribe(connection, name);
}

interface Command {
  readonly method: unknown;
  readonly params: unknown;
  readonly id: unknown;
}

function parseCommand(text: string): Command | undefined {
  try {
    const { method, params, id = null } = JSON.parse(text) as Partial<Command>;
    return { method, params, id };
  } catch {
    return undefined;
  }
}

function readNames(params: unknown): readonly string[] | undefined {
  if (!Array.isArray(params)) return undefined;
  const names: readonly unknown[] = params;
  return names.every((name) => typeof name === 'string') ? names : undefined;
}
