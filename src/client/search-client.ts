import { proxy } from 'comlink';
import type { SearchRequest, SearchTry } from '../core/search/search';
import type { SearchEvent, TrainRequest } from '../../workers/api/train';
import { runAlone } from './run-alone';
import { runAbortable, spawnWorker } from './worker-handle';

/**
 * Runs a search in a worker of its own until its budget is spent, from the tries that are `finished` on, and returns all of
 * them. Aborting `signal` ends the worker at once (`AbortError`). Throws where another tab runs a search.
 */
export function runSearch(
  request: SearchRequest,
  finished: readonly SearchTry[],
  compute: Pick<TrainRequest, 'backend' | 'workers'>,
  onEvent: (event: SearchEvent) => void,
  signal: AbortSignal,
): Promise<readonly SearchTry[]> {
  const work = async (): Promise<readonly SearchTry[]> => {
    const handle = spawnWorker('train');
    try {
      const run = handle.api.search(request, finished, compute, proxy(onEvent));
      return await runAbortable(signal, () => undefined, Promise.race([run, handle.stopped]));
    } finally {
      handle.end();
    }
  };
  const refusal = 'Another tab is running a search. Wait for it, or cancel it there.';
  return runAlone('search', work, refusal);
}
