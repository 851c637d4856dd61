import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** A plain static host of a folder, on a port of its own. */
export interface StaticHost {
  /** Address of the page, ending with a slash. */
  readonly url: string;
  close(): void;
}

/** Starts a host of the files in `folder` under `base` ("/" or "/some/path/"), which sends what their `_headers` says. */
export async function startStaticHost(folder: string, base = '/'): Promise<StaticHost> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = pathname.startsWith(base) ? `/${pathname.slice(base.length)}` : undefined;
    const file = path && join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end('not here');
      return;
    }
    for (const [name, value] of readHeaders(folder, path ?? '')) response.setHeader(name, value);
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${base}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The headers that `_headers` of the folder gives a path, as Netlify and Cloudflare Pages read that file. */
function readHeaders(folder: string, path: string): [string, string][] {
  const rules = readFileSync(join(folder, '_headers'), 'utf8').split(/\n(?=\S)/);
  return rules.flatMap((rule) => {
    const [pattern = '', ...lines] = rule.trim().split('\n');
    const start = pattern.replace(/\*$/, '');
    if (pattern.endsWith('*') ? !path.startsWith(start) : path !== pattern) return [];
    return lines.map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
  });
}
