import { proxy } from 'comlink';
import type { StudyInfo, StudyRequest } from '../core/study';
import type { StudyEvent } from '../../workers/api/train';
import { runAlone } from './run-alone';
import { runAbortable, spawnWorker } from './worker-handle';

/**
 * Runs a study in a worker of its own and returns it once all of its trainings are stored; `isResumed` keeps those that
 * are stored already. Aborting `signal` ends the worker at once (`AbortError`); finished trainings stay. Throws where
 * another tab runs a study.
 */
export function runStudy(
  request: StudyRequest,
  isResumed: boolean,
  onEvent: (event: StudyEvent) => void,
  signal: AbortSignal,
): Promise<StudyInfo> {
  const work = async (): Promise<StudyInfo> => {
    const handle = spawnWorker('train');
    try {
      const run = handle.api.study(request, isResumed, proxy(onEvent));
      return await runAbortable(signal, () => undefined, Promise.race([run, handle.stopped]));
    } finally {
      handle.end();
    }
  };
  const refusal = 'Another tab is running a study. Wait for it, or cancel it there.';
  return runAlone('study', work, refusal);
}
