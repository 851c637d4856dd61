import type { OpenSocket } from './ports';

/** Opens a socket of the browser. */
export const openBrowserSocket: OpenSocket = (url, { onOpen, onMessage, onClose }) => {
  const socket = new WebSocket(url);
  let hasOpened = false;
  socket.addEventListener('open', () => {
    hasOpened = true;
    onOpen();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => onMessage(String(data)));
  // Comes after `error` too, which tells nothing of its own.
  socket.addEventListener('close', ({ code }) =>
    onClose(hasOpened ? `The connection was closed (code ${code})` : 'The connection was refused'),
  );
  return { close: () => socket.close() };
};
