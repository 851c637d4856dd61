/** Returns a hidden frame for a page beside this one, set apart from it; it loads once it is in the document. */
export function createSandboxedFrame(page: string, title: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  // Allows scripts, but not the origin of this page, so the frame has no access to its storage or content.
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = new URL(page, document.baseURI).href;
  frame.title = title;
  frame.hidden = true;
  return frame;
}
