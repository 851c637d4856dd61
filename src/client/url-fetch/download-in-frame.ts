import type { Downloaded, DownloadOptions, DownloadSink, UrlProgress } from './download';
import { describeOffline, isOffline, UrlFetchError, type UrlFetchErrorKind } from './failures';
import { createSandboxedFrame } from '../sandboxed-frame';

/** If a frame takes longer to load, its server cannot be reached. */
const loadLimitMs = 15_000;
/** A loaded frame answers at once, unless it shows the browser's error page. */
const readyLimitMs = 3000;

/**
 * Downloads a file of another origin in a sandboxed frame, since only the frame's page may connect to any host.
 * Throws `UrlFetchError`, or the reason of the signal on cancel.
 */
export async function downloadInFrame(
  url: URL,
  { sink, signal }: Pick<DownloadOptions, 'sink' | 'signal'>,
): Promise<Downloaded> {
  signal.throwIfAborted();
  const { port1: port, port2: framePort } = new MessageChannel();
  const frame = createSandboxedFrame('fetch-frame.html', 'Fetches a file');
  let stop = (): void => undefined;
  try {
    return await new Promise<Downloaded>((resolve, reject) => {
      const giveUp = (): void => reject(describeMissingFrame(url));
      let limit = setTimeout(giveUp, loadLimitMs);
      const abort = (): void => reject(signal.reason);
      signal.addEventListener('abort', abort);
      stop = () => {
        clearTimeout(limit);
        signal.removeEventListener('abort', abort);
      };
      const ask = (): void => {
        const request: FrameRequest = { kind: 'download', url: url.href };
        // '*', since a sandboxed page has no origin to name.
        frame.contentWindow?.postMessage(request, '*', [framePort]);
        clearTimeout(limit);
        limit = setTimeout(giveUp, readyLimitMs);
      };
      frame.addEventListener('load', ask, { once: true });
      port.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
        if (data.kind === 'ready') clearTimeout(limit);
        else if (data.kind === 'done') resolve(data.downloaded);
        else if (data.kind === 'failed') reject(new UrlFetchError(data.reason, data.message));
        else passOn(data, sink);
      };
      document.body.append(frame);
    });
  } finally {
    stop();
    port.close();
    // This also ends what the frame is doing.
    frame.remove();
  }
}

function passOn(
  message: Extract<FrameMessage, { kind: 'chunk' | 'clear' | 'progress' }>,
  sink: DownloadSink,
): void {
  switch (message.kind) {
    case 'chunk':
      return sink.write(message.bytes);
    case 'clear':
      return sink.clear();
    case 'progress':
      return sink.report(message.progress);
  }
}

function describeMissingFrame(url: URL): UrlFetchError {
  if (isOffline()) return describeOffline(url);
  return new UrlFetchError(
    'frame',
    'The page fetch-frame.html, which fetches files of other sites, does not load: the host of ' +
      'this page may be down, or may not have it. Reload the page and try again, or download ' +
      'the file yourself and drop it here.',
  );
}

/** From the page to the frame's window, with the port for the answers. */
export interface FrameRequest {
  readonly kind: 'download';
  readonly url: string;
}

/** From the frame to the page, in this order: `ready` first, `done` or `failed` last. */
export type FrameMessage =
  | { readonly kind: 'ready' }
  /** The buffer is transferred. */
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'clear' }
  | { readonly kind: 'progress'; readonly progress: UrlProgress }
  | { readonly kind: 'done'; readonly downloaded: Downloaded }
  /** In parts, since errors lose their own properties in a message. */
  | { readonly kind: 'failed'; readonly reason: UrlFetchErrorKind; readonly message: string };
