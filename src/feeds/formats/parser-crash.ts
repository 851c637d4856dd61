import { ImportError } from '../import-error';

/**
 * A WebAssembly parser stopped dead. Its memory is in an unknown state and never shrinks, and the module
 * cannot be started a second time in the same worker: end the worker, and start another for the next call.
 */
export class ParserCrash extends ImportError {
  readonly isWorkerUnusable = true;
}

/** Whether a thrown value is a trap of WebAssembly, not an error that a parser reports. */
export function isTrap(cause: unknown): boolean {
  return (
    cause instanceof WebAssembly.RuntimeError ||
    (cause instanceof RangeError && /call stack|out of memory/i.test(cause.message))
  );
}
