import { transfer } from 'comlink';
import type { LiveEvent } from './api/live';
import { createLiveApi } from './live/live-api';

/** The live worker: owns socket, clock and paper accounts. */
export const liveApi = createLiveApi((event, sink) => {
  void sink(transfer(event, listBuffers(event)));
});

/** Returns the memory of an event's arrays, which are copies, so that it can be transferred to the page. */
function listBuffers(event: LiveEvent): ArrayBuffer[] {
  if (event.kind === 'watch')
    return event.rows.map(({ sparkline }) => sparkline.buffer as ArrayBuffer);
  if (event.kind !== 'bars') return [];
  const { intervalMs: _, extras: __, ...columns } = event.bars;
  const arrays = [...Object.values(columns), event.probability];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
