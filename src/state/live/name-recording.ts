import type { EpochMs } from '../../core/bars/bars';

/** Returns a file name for what was recorded until `now`: `tabquant-recording-2024-01-01T1200.ndjson`. */
export function nameRecording(now: EpochMs): string {
  const minute = new Date(now).toISOString().slice(0, 16).replace(':', '');
  return `tabquant-recording-${minute}.ndjson`;
}
