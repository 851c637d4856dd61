/**
 * Returns a hidden frame for a page beside this one, set apart from it; it loads once it is in the document. Where `isServed`, the service worker
 * sends the page without an origin, which works without a network; the page itself must then refuse to work with one.
 */
export function createSandboxedFrame(
  page: string,
  title: string,
  isServed = false,
): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  // Allows scripts, but not the origin of this page, so the frame has no access to its storage or content. Browsers ask no service worker
  // for such a frame.
  if (!isServed) frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = new URL(page, document.baseURI).href;
  frame.title = title;
  frame.hidden = true;
  return frame;
}
