import { expose } from 'comlink';
import { trustOwnScripts } from '../src/trust-own-scripts';
import type { WorkerApis, WorkerRole } from './api/worker';

/**
 * The entry of every worker. It loads the code of the role that is the worker's name, so that roles share code
 * chunks. The first message contains the port for calls; calls that arrive before the code is loaded wait in it.
 */
const roles: { readonly [Role in WorkerRole]: () => Promise<WorkerApis[Role]> } = {
  data: async () => (await import('./data')).dataApi,
  train: async () => (await import('./train')).trainApi,
  gradient: async () => (await import('./gradient')).gradientApi,
  replay: async () => (await import('./replay')).replayApi,
  evaluate: async () => (await import('./evaluate')).evaluateApi,
  live: async () => (await import('./live')).liveApi,
};

// The training worker starts others.
trustOwnScripts(self.location.origin);
addEventListener('message', ({ ports: [port] }: MessageEvent) => void answerOn(port), {
  once: true,
});

async function answerOn(port: MessagePort): Promise<void> {
  try {
    expose(await roles[self.name as WorkerRole](), port);
  } catch (error) {
    // The page is notified of uncaught errors, but not of rejections.
    reportError(error);
  }
}
