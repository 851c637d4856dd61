import { mount } from 'svelte';
import App from './App.svelte';
import { trustOwnScripts } from './trust-own-scripts';
import './ui/base.css';

trustOwnScripts(location.origin);
const target = document.getElementById('app');
if (target === null) throw new Error('main: the page has no element #app');
mount(App, { target });
