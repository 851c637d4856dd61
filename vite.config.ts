import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { compileKernels } from './scripts/build-kernels.mjs';
import { contentSecurityPolicy, testHosts } from './scripts/content-security-policy.mjs';
import { workOffline } from './scripts/work-offline.mjs';

/**
 * Puts the policy into the built page, for hosts that cannot send headers, and into a `_headers`
 * file for those that can: a worker takes its policy from its own response, not from the page.
 */
function enforceContentSecurityPolicy(policy: string): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: '_headers',
        source: `/*\n  Content-Security-Policy: ${policy}\n`,
      });
    },
  };
}

/**
 * `--mode test` builds a page that asks a server on this machine instead of the exchange; it goes to
 * `dist-test/` and is never released. `VITE_BINANCE_REST` names other servers, separated by spaces.
 */
function standInForExchange(): Record<string, string> {
  const hosts = process.env.VITE_BINANCE_REST ?? 'http://127.0.0.1:4181';
  return { 'import.meta.env.VITE_BINANCE_REST': JSON.stringify(hosts) };
}

export default defineConfig(({ mode }) => {
  const isTest = mode === 'test';
  const policy = contentSecurityPolicy(isTest ? { extraHosts: testHosts } : {});
  return {
    base: './',
    plugins: [compileKernels(), svelte(), enforceContentSecurityPolicy(policy), workOffline()],
    define: isTest ? standInForExchange() : {},
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      // An inlined asset is a data: URL, which the policy refuses to fetch.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
    preview: { headers: { 'Content-Security-Policy': policy } },
  };
});
