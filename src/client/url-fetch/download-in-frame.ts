import type { Downloaded, DownloadOptions, DownloadSink, UrlProgress } from './download';
import { describeOffline, isOffline, UrlFetchError, type UrlFetchErrorKind } from './failures';

/** A frame that takes so long has not found its server. */
const loadLimitMs = 15_000;
/** A frame that has loaded answers at once, unless what has loaded is the browser's error page. */
const readyLimitMs = 3000;

/**
 * Downloads a file of another origin in a sandboxed frame, whose page alone may connect to any host.
 * Throws `UrlFetchError`, or the reason of the signal on cancel.
 */
export async function downloadInFrame(
  url: URL,
  { sink, signal }: Pick<DownloadOptions, 'sink' | 'signal'>,
): Promise<Downloaded> {
  signal.throwIfAborted();
  const { port1: port, port2: framePort } = new MessageChannel();
  const frame = createFrame();
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
        // A sandboxed page has no origin that could be named.
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
    // Ends what the frame is doing, too.
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

function createFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  // Scripts, but not the origin of the page: neither its storage nor its content.
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = new URL('fetch-frame.html', document.baseURI).href;
  frame.title = 'Fetches a file';
  frame.hidden = true;
  return frame;
}

function describeMissingFrame(url: URL): UrlFetchError {
  if (isOffline()) return describeOffline(url);
  return new UrlFetchError(
    'frame',
    'The page fetch-frame.html, which fetches files of other sites, does not load: the host of ' +
      'this page may be down, or lack it. Reload the page and try again, or download ' +
      'the file yourself and drop it here.',
  );
}

/** From the page to the frame's window, with the port that the answers go to. */
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
  /** Errors lose their own properties on the way, so they go in parts. */
  | { readonly kind: 'failed'; readonly reason: UrlFetchErrorKind; readonly message: string };
