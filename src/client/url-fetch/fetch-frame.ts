/**
 * The script of fetch-frame.html, which the app opens in a sandboxed frame to fetch one file of another origin. That
 * page has no origin, storage or cookies; all it can do is request the given address and send the bytes back.
 */
import { downloadWithResume } from './download-with-resume';
import type { FrameMessage, FrameRequest } from './download-in-frame';
import { UrlFetchError } from './failures';

addEventListener('message', ({ source, data, ports }: MessageEvent<Partial<FrameRequest>>) => {
  const [port] = ports;
  if (source !== parent || data.kind !== 'download' || data.url === undefined || !port) return;
  void fetchInto(port, new URL(data.url));
});

async function fetchInto(port: MessagePort, url: URL): Promise<void> {
  const send = (message: FrameMessage, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);
  send({ kind: 'ready' });
  try {
    refuseWithoutSandbox();
    const downloaded = await downloadWithResume(url, {
      isSameOrigin: false,
      // The page ends a download by removing this frame.
      signal: new AbortController().signal,
      sink: {
        write: (bytes) => send({ kind: 'chunk', bytes }, [bytes.buffer]),
        clear: () => send({ kind: 'clear' }),
        report: (progress) => send({ kind: 'progress', progress }),
      },
    });
    send({ kind: 'done', downloaded: { name: downloaded.name } });
  } catch (error) {
    const reason = error instanceof UrlFetchError ? error.kind : 'frame';
    send({
      kind: 'failed',
      reason,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Throws unless sandboxed, since otherwise any site could use this page to read what only this origin may. */
function refuseWithoutSandbox(): void {
  if (globalThis.origin === 'null') return;
  throw new UrlFetchError(
    'frame',
    'fetch-frame.html fetches nothing unless its frame is sandboxed.',
  );
}
