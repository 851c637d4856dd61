import { writeLine, type RecordingHeader } from '../../src/core/live/recording';
import type { PaperInput } from '../../src/core/live/paper-session';

/** Keeps what happens to a session as text, so that it can be run again. */
export interface Recorder {
  take(input: PaperInput): void;
  /** Whether the limit is reached: what comes is not kept any more. */
  isFull(): boolean;
  /** One JSON object a line, the header first. */
  parts(): readonly string[];
}

/** About two days of two symbols. */
export const mostRecordedCharacters = 64 * 2 ** 20;

/**
 * Returns a recorder that stops at `mostCharacters`. It keeps the beginning and not the end: a recording can
 * be run again only from its start.
 */
export function createRecorder(
  header: RecordingHeader,
  mostCharacters = mostRecordedCharacters,
): Recorder {
  const lines = [writeLine(header)];
  let characters = lines[0].length;
  let isFull = false;
  return {
    take(input) {
      if (isFull) return;
      const line = writeLine(input);
      isFull = characters + line.length > mostCharacters;
      if (isFull) return;
      lines.push(line);
      characters += line.length;
    },
    isFull: () => isFull,
    parts: () => lines,
  };
}
