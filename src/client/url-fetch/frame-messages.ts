import type { Downloaded, UrlProgress } from './download';
import type { UrlFetchErrorKind } from './url-fetch-error';

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
