import { mount } from 'svelte';
import App from './App.svelte';
import { trustOwnScripts } from './trust-own-scripts';
import './ui/base.css';
import { explainNeeds, listUnmetNeeds } from './ui/shell/browser/needs';

trustOwnScripts(location.origin);
const target = document.getElementById('app');
if (target === null) throw new Error('main: the page has no element #app');
const unmet = listUnmetNeeds();
// The words of index.html for browsers in which no script of ours runs.
target.replaceChildren();
if (unmet.length === 0) mount(App, { target });
else explainNeeds(target, unmet);
