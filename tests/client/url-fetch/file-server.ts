import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file and how the server gives it out; nothing beyond plain HTTP unless told. */
export interface ServedFile {
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether parts can be asked for; the answers then say so, and name a tag. */
  readonly hasRanges?: boolean;
  /** Whether pages of other origins may read it. */
  readonly hasCors?: boolean;
  /** False for an answer in chunks that does not say how long it is. */
  readonly hasLength?: boolean;
  readonly tag?: string;
}

/** What becomes of one request: an answer without the file, or one that breaks off. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  | {
      readonly kind: 'drop';
      readonly afterBytes: number;
      /** Keeps the connection until then: browsers throw away what they have not handed on. */
      readonly until?: Promise<void>;
    };

export interface FileServer {
  readonly origin: string;
  readonly files: Map<string, ServedFile>;
  /** Used up one a request for a file, before it is given as it should be. */
  readonly faults: Fault[];
  /** Requests so far, as `GET /bars.csv`, with the headers of each. */
  readonly requests: { readonly line: string; readonly headers: IncomingMessage['headers'] }[];
  close(): Promise<void>;
}

/** Starts a server on this machine that gives out files, and breaks off when told. */
export async function startFileServer(): Promise<FileServer> {
  const files: FileServer['files'] = new Map();
  const faults: Fault[] = [];
  const requests: FileServer['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const file = files.get((request.url ?? '').split('?')[0]);
    if (file === undefined) return void response.writeHead(404).end();
    const fault = request.method === 'GET' ? faults.shift() : undefined;
    if (file.hasCors) response.setHeader('Access-Control-Allow-Origin', '*');
    if (fault?.kind === 'status') {
      return void response.writeHead(fault.status, fault.headers).end();
    }
    giveFile(file, request, response, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function giveFile(
  file: ServedFile,
  { headers, method }: IncomingMessage,
  response: ServerResponse,
  drop: Extract<Fault, { kind: 'drop' }> | undefined,
): void {
  const { body, hasRanges = false, hasLength = true, tag = '"1"' } = file;
  const from = hasRanges ? readStart(headers, tag) : 0;
  if (from > 0) response.statusCode = 206;
  if (from > 0)
    response.setHeader('Content-Range', `bytes ${from}-${body.length - 1}/${body.length}`);
  if (hasRanges) response.setHeader('Accept-Ranges', 'bytes');
  if (hasRanges) response.setHeader('ETag', tag);
  if (hasRanges) response.setHeader('Last-Modified', 'Mon, 01 Jan 2024 00:00:00 GMT');
  if (hasLength) response.setHeader('Content-Length', body.length - from);
  for (const [name, value] of Object.entries(file.headers ?? {})) response.setHeader(name, value);
  if (method === 'HEAD') return void response.end();
  const part = body.subarray(from, from + (drop?.afterBytes ?? Infinity));
  if (part.length === body.length - from) return void response.end(part);
  response.write(part, () => {
    void Promise.resolve(drop?.until).then(() => response.socket?.end());
  });
}

function readStart(headers: IncomingMessage['headers'], tag: string): number {
  const match = /^bytes=(\d+)-$/.exec(headers.range ?? '');
  const isSame = headers['if-range'] === undefined || headers['if-range'] === tag;
  return match !== null && isSame ? Number(match[1]) : 0;
}
