import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { compileKernels } from './scripts/build-kernels.mjs';
import {
  contentSecurityPolicy,
  formatHeadersFile,
  sendPolicies,
} from './scripts/content-security-policy.mjs';
import { addFetchFrame } from './scripts/fetch-frame.mjs';
import { workOffline } from './scripts/work-offline.mjs';

/**
 * Puts the policy into the built page, for hosts that cannot send headers, and into a `_headers`
 * file for those that can: a worker takes its policy from its own response, not from the page.
 */
function enforceContentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: (_config, { command, isPreview }) => command === 'build' || isPreview === true,
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      const source = formatHeadersFile(contentSecurityPolicy);
      this.emitFile({ type: 'asset', fileName: '_headers', source });
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use(sendPolicies(contentSecurityPolicy));
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [
    compileKernels(),
    svelte(),
    enforceContentSecurityPolicy(),
    addFetchFrame(),
    workOffline(),
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // An inlined asset is a data: URL, which the policy refuses to fetch.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
