/** Parts of a self-contained HTML page. Each escapes the texts that it is given, and returns HTML. */

/** Returns text as HTML, whatever characters it has. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Returns a section under a heading; `parts` are HTML already. */
export function section(title: string, meaning: string, ...parts: readonly string[]): string {
  return `<section><h2>${escapeHtml(title)}</h2>${paragraph(meaning)}${parts.join('')}</section>`;
}

export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

/** Returns a table; the first cell of a row is its heading, the others are figures. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('');
  const body = rows.map(
    ([first = '', ...rest]) =>
      `<tr><th scope="row">${escapeHtml(first)}</th>${cells('td', rest)}</tr>`,
  );
  return (
    `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${cells('th', head)}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table>`
  );
}

interface LineChart {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly lines: readonly {
    readonly name: string;
    readonly values: ArrayLike<number>;
    /** A colour of CSS. */
    readonly color: string;
  }[];
  /** Texts at the left and the right end. */
  readonly ends: readonly [string, string];
  readonly format: (value: number) => string;
}

const [chartWidth, chartHeight] = [720, 220];

/** Returns lines over evenly spaced points as SVG, with the lowest and highest value named; NaN leaves a gap. */
export function lineChart({ label, lines, ends, format }: LineChart): string {
  const known = lines.flatMap(({ values }) => Array.from(values).filter(Number.isFinite));
  if (known.length === 0) return '';
  const low = known.reduce((least, value) => Math.min(least, value));
  const high = known.reduce((most, value) => Math.max(most, value));
  const y = (value: number) => chartHeight * (1 - (value - low) / (high - low || 1));
  const paths = lines.map(({ name, values, color }) => {
    const step = chartWidth / Math.max(1, values.length - 1);
    let isDown = false;
    const points = Array.from(values, (value, at) => {
      if (!Number.isFinite(value)) {
        isDown = false;
        return '';
      }
      const command = isDown ? 'L' : 'M';
      isDown = true;
      return `${command}${(at * step).toFixed(1)} ${y(value).toFixed(1)}`;
    });
    return `<path d="${points.join('')}" fill="none" stroke="${escapeHtml(color)}"><title>${escapeHtml(name)}</title></path>`;
  });
  const at = (x: number, textY: number, anchor: string, text: string) =>
    `<text x="${x}" y="${textY}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
  const bottom = chartHeight + 18;
  const legend = lines.map(
    ({ name, color }) => `<i style="background:${escapeHtml(color)}"></i>${escapeHtml(name)}`,
  );
  return (
    `<figure><svg viewBox="-4 -16 ${chartWidth + 8} ${chartHeight + 40}" role="img" aria-label="${escapeHtml(label)}">` +
    paths.join('') +
    at(0, -4, 'start', format(high)) +
    at(0, bottom, 'start', ends[0]) +
    at(chartWidth, bottom, 'end', ends[1]) +
    at(chartWidth / 2, bottom, 'middle', `lowest ${format(low)}`) +
    `</svg><figcaption>${legend.join(' ')}</figcaption></figure>`
  );
}
