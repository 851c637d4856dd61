import type {
  RecordingInfo,
  RecordingProgress,
  RecordingReport,
} from '../../../../../workers/api/live';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatUtcMinute,
  formatUtcTime,
} from '../../../../core/format';

/** Returns the length and size of a recording: `12 min 5 s · 240 bars · 1.2 MB`. */
export function describeRecording({ from, to, bars, characters }: RecordingInfo): string {
  const seconds = from === undefined || to === undefined ? NaN : (to - from) / 1000;
  return `${formatDuration(seconds)} · ${formatCount(bars)} bars · ${formatBytes(characters)}`;
}

/** Returns what is recorded of the running session. */
export function describeRunning(recording: RecordingInfo): string {
  const held = describeRecording(recording);
  return recording.isFull ? `The recording is full and ends here: ${held}` : `Recording: ${held}`;
}

/** Returns how far the replay of a file is. */
export function describeProgress(progress: RecordingProgress | undefined): string {
  return progress?.stage === 'running' ? 'Running the recording' : 'Reading the file';
}

/** Returns whether a replay made the trades of the live session, in one sentence. */
export function describeReplay({ verdict }: RecordingReport): string {
  switch (verdict) {
    case 'equal':
      return 'Equal: the recording runs to the same trades as the live session, hash for hash.';
    case 'different':
      return (
        'Different: these are not the trades that the live session made. The file was changed, or ' +
        'comes from another version of this page.'
      );
  }
}

/** Returns what a recording contains: `BTCUSDT, 12:00 to 14:00 UTC: 240 bars, 9,120 inputs.` */
export function describeContents({ symbols, from, to, bars, inputs }: RecordingReport): string {
  const time = `${formatUtcMinute(from ?? NaN)} to ${formatUtcTime(to ?? NaN)} UTC`;
  return `${symbols.join(', ')}, ${time}: ${formatCount(bars)} bars, ${formatCount(inputs)} inputs.`;
}
