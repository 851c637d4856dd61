/**
 * Lays the page out for paper: light, in one column as wide as a page, without controls, with all details open but the menus of a chart (`ui/print.css`).
 * Returns a function that puts everything back. Charts take their new colours and widths from it, so it comes before they are asked for
 * theirs.
 */
export function layOutForPaper(): () => void {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  const scrolled = [...document.querySelectorAll('main, main *')]
    .filter(({ scrollTop }) => scrollTop > 0)
    .map((element) => [element, element.scrollTop] as const);
  const closed = [
    ...document.querySelectorAll<HTMLDetailsElement>('main details:not([open], .market *)'),
  ];
  for (const details of closed) {
    details.open = true;
    // The browser's own event comes after the page was printed.
    details.dispatchEvent(new Event('toggle'));
  }
  dataset.theme = 'light';
  dataset.printing = '';
  return () => {
    delete dataset.printing;
    dataset.theme = theme;
    for (const details of closed) details.open = false;
    for (const [element, top] of scrolled) element.scrollTop = top;
  };
}
