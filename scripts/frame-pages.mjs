import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFramePolicy, ruleFramePolicy } from './content-security-policy.mjs';
import { root } from './run-command.mjs';

/** Returns a Vite plugin that adds fetch-frame.html and its script, a classic one, to the build and to the development server. */
export function addFetchFrame() {
  return addFiles('fetch-frame', {
    'fetch-frame.html': () => readPage('fetch-frame.html', fetchFramePolicy),
    'fetch-frame.js': () => bundleScript('src/client/url-fetch/fetch-frame.ts'),
  });
}

/**
 * Returns a Vite plugin that adds rule-frame.html, one file without others: its policy lets it load none. The script of the worker lies
 * in it as text.
 */
export function addRuleFrame() {
  return addFiles('rule-frame', { 'rule-frame.html': makeRuleFrame });
}

async function makeRuleFrame() {
  const folder = 'src/client/rule-sandbox';
  const frame = await bundleScript(`${folder}/rule-frame.ts`);
  const worker = await bundleScript(`${folder}/rule-worker.ts`);
  const escape = (code) => code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const scripts =
    `<script type="text/plain" id="rule-worker">${escape(worker)}</script>` +
    `<script>${escape(frame)}</script>`;
  // As a function, since code may contain what a replacement would read as a pattern.
  return readPage('rule-frame.html', ruleFramePolicy).replace('</body>', () => `${scripts}</body>`);
}

/**
 * Returns a Vite plugin that adds files by name. Vite would make scripts modules, which a sandboxed page gets only from servers that
 * send CORS headers; so they are bundled separately, as classic ones.
 */
function addFiles(name, files) {
  return [
    {
      name: `${name}-build`,
      apply: 'build',
      async buildStart() {
        for (const [fileName, make] of Object.entries(files)) {
          this.emitFile({ type: 'asset', fileName, source: await make() });
        }
      },
    },
    {
      name: `${name}-serve`,
      apply: 'serve',
      configureServer: ({ middlewares }) =>
        void middlewares.use(async (request, response, next) => {
          const path = request.url?.split('?')[0] ?? '';
          const fileName = Object.keys(files).find((file) => path.endsWith(`/${file}`));
          if (fileName === undefined) return next();
          try {
            const type = fileName.endsWith('.html') ? 'text/html' : 'text/javascript';
            response.setHeader('Content-Type', `${type}; charset=utf-8`);
            response.end(await files[fileName]());
          } catch (error) {
            next(error);
          }
        }),
    },
  ];
}

/** Hosts that cannot send headers still enforce the policy. */
function readPage(fileName, policy) {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  return readFileSync(join(root, fileName), 'utf8').replace('<head>', `<head>\n    ${meta}`);
}

async function bundleScript(entry) {
  const { build } = await import('vite');
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, name: 'frameScript', formats: ['iife'] },
    },
  });
  return output[0].code;
}
