import type { Component } from 'svelte';
import { render } from 'svelte/server';

type Props = Record<string, unknown>;

/** Returns the HTML that a component begins with, without what only Svelte reads. */
export function renderMarkup(component: Component<Props>, props: Props): string {
  return render(component, { props }).body.replaceAll(/<!--.*?-->/g, '');
}

/** Returns the texts of the rows of a table's body, cell by cell. */
export function readRows(markup: string): string[][] {
  const body = /<tbody>(.*)<\/tbody>/s.exec(markup)?.[1] ?? '';
  return [...body.matchAll(/<tr.*?>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td.*?>(.*?)<\/td>/gs)].map(([, cell = '']) => readText(cell)),
  );
}

/** Returns what a person reads. */
export function readText(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Returns the raw values of a figure, in the order in which they are shown. */
export function readFigures(markup: string, metric: string): string[] {
  const figure = new RegExp(`data-metric="${metric}" data-value="([^"]*)"`, 'g');
  return [...markup.matchAll(figure)].map(([, value = '']) => value);
}
