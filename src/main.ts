import { mount } from 'svelte';
import App from './App.svelte';
import './ui/base.css';

const target = document.getElementById('app');
if (target === null) throw new Error('main: the page has no element #app');
mount(App, { target });

// What the service worker keeps makes the next visit work without a network; see scripts/work-offline.mjs.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('./sw.js');
}
