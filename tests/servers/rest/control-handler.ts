import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../faults/fault';
import { parseFaults } from '../faults/parse-faults';

/** What `POST /control` may ask for; done in the order `reset`, `faults`, `advance`. */
export interface ControlRequest {
  /** Ends all faults, counts, bans and accounts of weight. */
  readonly reset?: boolean;
  readonly faults?: readonly Fault[];
  /** Exchange time to move a stepped clock on, in ms. */
  readonly advance?: number;
}

/** What the control endpoint acts on. */
export interface Controls {
  now(): number;
  stats(): object;
  reset(): void;
  setFaults(faults: readonly Fault[]): void;
  advance(ms: number): Promise<void>;
}

/** Answers `POST /control` and `GET /control/stats`, which the exchange does not have. */
export async function handleControl(
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    if (request.method === 'GET' && url.pathname === '/control/stats') {
      send(response, 200, { now: controls.now(), ...controls.stats() });
    } else if (request.method === 'POST' && url.pathname === '/control') {
      await control(controls, await readBody(request));
      send(response, 200, { now: controls.now() });
    } else {
      send(response, 404, { error: `there is no ${request.method} ${url.pathname}` });
    }
  } catch (error) {
    send(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

async function control(controls: Controls, text: string): Promise<void> {
  const { reset, faults, advance } = JSON.parse(text) as Record<keyof ControlRequest, unknown>;
  const parsed = faults === undefined ? undefined : parseFaults(faults);
  if (reset === true) controls.reset();
  if (parsed !== undefined) controls.setFaults(parsed);
  if (advance !== undefined) await controls.advance(Number(advance));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
  });
  response.end(JSON.stringify(value));
}
