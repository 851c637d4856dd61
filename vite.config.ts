import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { compileKernels } from './scripts/build-kernels.mjs';
import { contentSecurityPolicy } from './scripts/content-security-policy.mjs';

/**
 * Puts the policy into the built page, for hosts that cannot send headers, and into a `_headers`
 * file for those that can: a worker takes its policy from its own response, not from the page.
 */
function enforceContentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: '_headers',
        source: `/*\n  Content-Security-Policy: ${contentSecurityPolicy}\n`,
      });
    },
  };
}

/**
 * Keeps the whole page for the next visit, so that it works without a network. A new version takes
 * over once every tab of the old one is closed: an open page never loses a part it has yet to load.
 */
function workOffline() {
  return VitePWA({
    injectRegister: 'script-defer',
    manifest: false,
    workbox: {
      globPatterns: ['**/*.{html,js,css,wasm,woff2,svg,webmanifest}'],
      maximumFileSizeToCacheInBytes: 8_000_000,
      skipWaiting: false,
      clientsClaim: false,
    },
  });
}

export default defineConfig({
  base: './',
  plugins: [compileKernels(), svelte(), enforceContentSecurityPolicy(), workOffline()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // An inlined asset is a data: URL, which the policy refuses to fetch.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  preview: { headers: { 'Content-Security-Policy': contentSecurityPolicy } },
});
