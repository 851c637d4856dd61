import { UrlFetchError } from '../../../src/client/url-fetch/failures';
import { fetchUrl, type UrlProgress } from '../../../src/client/url-fetch/fetch-url';

/** What a test learns of a fetch: the file, or the error in parts. */
export type FetchResult =
  | {
      readonly kind: 'fetched';
      readonly name: string;
      readonly size: number;
      /** Hex. */
      readonly sha256: string;
      readonly progress: readonly UrlProgress[];
    }
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly reason: string | undefined;
      readonly message: string;
    };

declare global {
  interface Window {
    /** Fetches as the app does; with `abortAtBytes`, cancels when so many have come. */
    fetchUrl?: (url: string, abortAtBytes?: number) => Promise<FetchResult>;
    /** Where a test wants to know of bytes while they come. */
    reportBytes?: (doneBytes: number) => void;
  }
}

window.fetchUrl = async (url, abortAtBytes = Infinity) => {
  const controller = new AbortController();
  const progress: UrlProgress[] = [];
  try {
    const file = await fetchUrl(
      url,
      (each) => {
        progress.push(each);
        window.reportBytes?.(each.doneBytes);
        if (each.doneBytes >= abortAtBytes) controller.abort();
      },
      controller.signal,
    );
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
    return { kind: 'fetched', name: file.name, size: file.size, sha256: sha256.join(''), progress };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error instanceof UrlFetchError ? error.kind : undefined;
    return { kind: 'failed', name: error.name, reason, message: error.message };
  }
};
