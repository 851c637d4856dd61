import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExchangeParts } from '../exchange-parts';
import type { Answer } from './answer';
import { applyRequestFault } from './apply-fault';
import type { RateLimiter } from './rate-limiter';
import { answerRequest, weighRequest } from './routes';

const outageMs = 30_000;

/** Answers a request to the API: limits, the endpoint's answer, and the fault that is due. */
export function handleRest(
  parts: ExchangeParts,
  limiter: RateLimiter,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): void {
  const { counters, script } = parts;
  const address = request.socket.remoteAddress ?? '';
  counters.count('requests');
  const refusal = limiter.charge(address, weighRequest(url));
  const answer = refusal ?? answerRequest(parts, url);
  const symbol = url.searchParams.get('symbol') ?? undefined;
  const fault = script.draw('request', { path: url.pathname, symbol });
  const weight = String(limiter.usedWeight(address));
  const sent = fault === undefined ? answer : applyRequestFault(answer, fault);
  sendAnswer(parts, response, {
    ...sent,
    headers: { 'x-mbx-used-weight': weight, 'x-mbx-used-weight-1m': weight, ...sent.headers },
  });
  if (fault?.kind === 'rest-outage') parts.startOutage(fault.durationMs ?? outageMs);
}

function sendAnswer(parts: ExchangeParts, response: ServerResponse, answer: Answer): void {
  if (answer.delayMs === 0) {
    writeAnswer(parts, response, answer);
    return;
  }
  const { clock } = parts;
  const cancel = clock.schedule(clock.now() + answer.delayMs, () =>
    writeAnswer(parts, response, answer),
  );
  // Who hangs up does not wait any more.
  response.once('close', cancel);
}

function writeAnswer({ limits }: ExchangeParts, response: ServerResponse, answer: Answer): void {
  if (answer.cut === 'before') {
    response.destroy();
    return;
  }
  const body = Buffer.from(answer.text);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    // A browser repeats a request by itself when a connection that it used before breaks, and would
    // so hide faults from the page.
    connection: 'close',
    'cache-control': 'no-cache, no-store, must-revalidate',
    ...answer.headers,
    ...(answer.isReadable && {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    }),
    ...(answer.isReadable &&
      limits.exposesHeaders && {
        'access-control-expose-headers': 'x-mbx-used-weight, x-mbx-used-weight-1m, retry-after',
      }),
  });
  if (answer.cut === 'never') response.end(body);
  else response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}
