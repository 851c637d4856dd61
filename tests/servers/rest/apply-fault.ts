import type { RequestFault } from '../faults/fault';
import { answerHtml, answerJson, answerTooMany, type Answer } from './answer';

const slowMs = 30_000;

/** Returns what becomes of `answer` by `fault`. */
export function applyRequestFault(answer: Answer, fault: RequestFault): Answer {
  switch (fault.kind) {
    case 'rest-429':
      return answerTooMany(
        429,
        'Too much request weight used; current limit is 6000 request weight per 1 MINUTE. ' +
          'Please use WebSocket Streams for live updates to avoid polling the API.',
        fault.retryAfter,
      );
    case 'rest-418':
      return answerTooMany(
        418,
        'Way too much request weight used; IP banned. ' +
          'Please use WebSocket Streams for live updates to avoid bans.',
        fault.retryAfter,
      );
    case 'rest-403':
      return answerHtml('403 Forbidden', 403, false);
    case 'rest-451':
      return { ...answerBlocked(), isReadable: fault.isReadable ?? false };
    case 'rest-5xx':
      return answerHtml('Bad Gateway', fault.status ?? 502, true);
    case 'rest-error':
      return answerJson({ code: fault.code, msg: fault.msg }, 400);
    case 'rest-html':
      return answerHtml('Please log in to this network', 200, true);
    case 'rest-slow':
      return { ...answer, delayMs: fault.delayMs ?? slowMs };
    case 'rest-drop':
    case 'rest-outage':
      return { ...answer, cut: 'before' };
    case 'rest-cut':
      return { ...answer, cut: 'midway' };
    case 'rest-malformed':
      return { ...answer, text: answer.text.replaceAll('"', "'") + '}' };
    case 'rest-truncated':
      return { ...answer, text: answer.text.slice(0, Math.floor(answer.text.length / 2)) };
    case 'rest-duplicate-rows':
      return changeRows(answer, (row, index, rows) =>
        index === Math.floor(rows.length / 2) ? [row, row] : [row],
      );
    case 'rest-missing-rows':
      return changeRows(answer, (row, index, rows) =>
        index === Math.floor(rows.length / 2) ? [] : [row],
      );
  }
}

function answerBlocked(): Answer {
  const msg =
    'Service unavailable from a restricted location according to the terms of use. ' +
    'Please contact customer service if you believe you received this message in error.';
  return answerJson({ code: 0, msg }, 451);
}

/** An answer that is no list of rows stays as it is. */
function changeRows(
  answer: Answer,
  change: (row: unknown, index: number, rows: readonly unknown[]) => readonly unknown[],
): Answer {
  const rows: unknown = JSON.parse(answer.text);
  return Array.isArray(rows) ? { ...answer, text: JSON.stringify(rows.flatMap(change)) } : answer;
}
