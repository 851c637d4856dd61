import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFramePolicy } from './content-security-policy.mjs';
import { root } from './run-command.mjs';

/**
 * Returns Vite plugins that add fetch-frame.html and its script to the build and to the development
 * server. Vite would make the script a module, which a sandboxed page gets only from servers that
 * send CORS headers; so it is bundled separately, as a classic script.
 */
export function addFetchFrame() {
  return [
    {
      name: 'fetch-frame-build',
      apply: 'build',
      async buildStart() {
        this.emitFile({ type: 'asset', fileName: 'fetch-frame.html', source: readPage() });
        this.emitFile({ type: 'asset', fileName: 'fetch-frame.js', source: await bundleScript() });
      },
    },
    {
      name: 'fetch-frame-serve',
      apply: 'serve',
      configureServer: ({ middlewares }) => void middlewares.use(serveFetchFrame),
    },
  ];
}

async function serveFetchFrame(request, response, next) {
  const path = request.url?.split('?')[0] ?? '';
  try {
    if (path.endsWith('/fetch-frame.html')) send(response, 'text/html', readPage());
    else if (path.endsWith('/fetch-frame.js')) {
      send(response, 'text/javascript', await bundleScript());
    } else next();
  } catch (error) {
    next(error);
  }
}

/** Hosts that cannot send headers still enforce the policy. */
function readPage() {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${fetchFramePolicy}" />`;
  return readFileSync(join(root, 'fetch-frame.html'), 'utf8').replace(
    '<head>',
    `<head>\n    ${meta}`,
  );
}

async function bundleScript() {
  const { build } = await import('vite');
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'src/client/url-fetch/fetch-frame.ts', name: 'fetchFrame', formats: ['iife'] },
    },
  });
  return output[0].code;
}

function send(response, type, text) {
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  response.end(text);
}
