import type { EpochMs } from '../../../../core/bars/bars';
import type { DownloadRequest } from '../../../../core/download';
import type { RunningDownload } from '../../../../state/download.svelte';
import { formatCount, formatDuration, formatEta, formatUtcDate } from '../../../../core/format';

/** Returns what a download is about: `BTCUSDT 1m, 2024-01-01 to 2024-03-30`. */
export function describeRequest({ symbol, interval, from, to }: DownloadRequest): string {
  // `to` is the first bar that is not included.
  return `${symbol} ${interval}, ${formatUtcDate(from)} to ${formatUtcDate(to - 1)}`;
}

/** Returns how far a download has come, in words. */
export function describeProgress({ request, progress, isStoring }: RunningDownload): string {
  const name = `${request.symbol} ${request.interval}`;
  if (isStoring) return `${name}: checking and keeping the bars…`;
  if (progress === undefined) return `${name}: asking the exchange…`;
  const { barsDone, barsTotal, host } = progress;
  return `${name}: ${formatCount(barsDone)} of ${formatCount(barsTotal)} bars from ${host}`;
}

/** Returns the time left; '' while it is paused or the bars are being stored. */
export function estimateLeft({ progress, pause, isStoring }: RunningDownload): string {
  if (isStoring || pause !== undefined) return '';
  return formatEta(progress?.etaSeconds ?? NaN);
}

/** Returns why a download is paused, as the start of a sentence; '' if it is not. */
export function describePause({ pause }: RunningDownload): string {
  if (pause === undefined) return '';
  const { wait } = pause;
  switch (wait.kind) {
    case 'rate-limited':
      return 'The exchange asks to wait';
    case 'banned':
      return 'The exchange has blocked this network for a while, after too many requests';
    case 'blocked':
      return 'The exchange refuses this network; another try follows';
    case 'retrying':
      return `${wait.reason}; another try follows`;
    case 'offline':
      return 'Offline: continues when you are back';
  }
}

/** Returns how long the pause still lasts: `42 s`; '' if unknown. */
export function describeWait({ pause }: RunningDownload, now: EpochMs): string {
  const seconds = Math.ceil(((pause?.until ?? NaN) - now) / 1000);
  if (!(seconds > 0)) return '';
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds);
}
