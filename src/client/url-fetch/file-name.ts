/**
 * Returns the name that a server gives a file: that of its `Content-Disposition`, else the last part
 * of the path; "download" where there is none. Folders in front of it are cut off.
 */
export function readFileName(headers: Headers, url: URL): string {
  const disposition = headers.get('content-disposition') ?? '';
  const name =
    readExtended(disposition) ?? readPlain(disposition) ?? decode(lastPart(url.pathname));
  return lastPart(name).trim() || 'download';
}

/** RFC 6266: `filename*=UTF-8''BTC%20USDT.csv`. */
function readExtended(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  return encoded === undefined ? undefined : decode(encoded);
}

/** `filename="bars.csv"`, or without quotes. */
function readPlain(disposition: string): string | undefined {
  const match = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2];
}

function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
