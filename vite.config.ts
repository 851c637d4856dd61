import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { compileKernels } from './scripts/build-kernels.mjs';
import {
  contentSecurityPolicy,
  formatHeadersFile,
  sendPolicies,
  testHosts,
} from './scripts/content-security-policy.mjs';
import { addFetchFrame, addRuleFrame } from './scripts/frame-pages.mjs';
import { listLicenses } from './scripts/third-party-licenses.mjs';
import { trimKernels } from './scripts/trim-kernels.mjs';
import { workOffline } from './scripts/work-offline.mjs';

/**
 * Puts the policy into the built page, for hosts that cannot send headers, and into a `_headers`
 * file for those that can: a worker takes its policy from its own response, not from the page.
 */
function enforceContentSecurityPolicy(policy: string): Plugin {
  return {
    name: 'content-security-policy',
    apply: (_config, { command, isPreview }) => command === 'build' || isPreview === true,
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: formatHeadersFile(policy) });
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use(sendPolicies(policy));
    },
  };
}

/**
 * `--mode test` builds a page that asks a server on this machine instead of the exchange; it goes to
 * `dist-test/` and is never released. `VITE_BINANCE_REST` names other servers, separated by spaces;
 * `VITE_EXCHANGE_SPEED` is how fast the exchange's time runs in live mode (a bar of a minute in two seconds).
 */
function standInForExchange(): Record<string, string> {
  const { VITE_BINANCE_REST = 'http://127.0.0.1:4181', VITE_EXCHANGE_SPEED = '30' } = process.env;
  return {
    'import.meta.env.VITE_BINANCE_REST': JSON.stringify(VITE_BINANCE_REST),
    'import.meta.env.VITE_EXCHANGE_SPEED': JSON.stringify(VITE_EXCHANGE_SPEED),
  };
}

/** Version and commit, for reports; a folder without git has no commit. */
function nameProgram(): Record<string, string> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const { stdout } = spawnSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' });
  const name = ['Tabquant', version, stdout?.trim()].filter(Boolean).join(' ');
  return { 'import.meta.env.VITE_PROGRAM': JSON.stringify(name) };
}

/** Of the page and of its workers. Licences stand in a file of their own. */
const rolldownOptions = {
  checks: { pluginTimings: false },
  output: { comments: { legal: false } },
};

export default defineConfig(({ mode }) => {
  const isTest = mode === 'test';
  const policy = contentSecurityPolicy(isTest ? { extraHosts: testHosts } : {});
  return {
    base: './',
    plugins: [
      compileKernels(),
      svelte(),
      enforceContentSecurityPolicy(policy),
      addFetchFrame(),
      addRuleFrame(),
      listLicenses(),
      workOffline(),
    ],
    define: { ...nameProgram(), ...(isTest ? standInForExchange() : {}) },
    worker: {
      format: 'es',
      plugins: () => [trimKernels()],
      rolldownOptions,
    },
    build: {
      target: 'es2022',
      // An inlined asset is a data: URL, which the policy refuses to fetch.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
      rolldownOptions,
    },
  };
});
