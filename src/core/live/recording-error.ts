/** A recording is no such, or cannot be run; the message says at which line and what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}
