import { html, Markup } from './markup.ts';
import { style } from './style.ts';

export interface PageContent {
  readonly title: string;
  /** The load in a sentence. */
  readonly load: string;
  /** The answer in a sentence or two; absent where there is nothing to compare. */
  readonly verdict: string | undefined;
  readonly sections: readonly (Markup | undefined | false)[];
  /** What nobody said and what the figures mean, a line each. */
  readonly notes: readonly string[];
  /** What makes the same page. */
  readonly command: string;
  readonly version: string;
}

/**
 * One page that needs nothing else, no script and no network, so that it can be mailed, kept as an artefact of CI or
 * printed. The same content gives the same bytes.
 */
export function htmlPage({ title, load, verdict, sections, notes, command, version }: PageContent): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Batchwise: ${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<h1>${title}</h1>
<p class="soft">${load}</p>
${verdict !== undefined && html`<p class="lead">${verdict}</p>`}
${sections}
<section>
<h2>Assumed, because nobody said</h2>
<ul>
${notes.map(
  (note) => html`<li>${note}</li>
`,
)}</ul>
</section>
<footer>Batchwise ${version} makes the same page again with <code>${command}</code></footer>
</body>
</html>
`.text;
}

/** A part of the page under its own heading. */
export const section = (title: string, beside: string, ...content: readonly (Markup | readonly Markup[])[]) =>
  html`<section>
<h2>${title}${beside !== '' && html`<small>${beside}</small>`}</h2>
${content}</section>
`;

/** A table: the first row is its head, the first column is words, the others are numbers. */
export function table(rows: readonly (readonly string[])[]): Markup {
  const [head = [], ...body] = rows;
  return html`<table>
<thead><tr>${head.map((name, index) => (index === 0 ? html`<td>${name}</td>` : html`<th scope="col">${name}</th>`))}</tr></thead>
<tbody>
${body.map(
  ([
    label = '',
    ...cells
  ]) => html`<tr><th scope="row">${label}</th>${cells.map((cell) => html`<td>${cell.trim().replace(/ {2,}/, ' · ')}</td>`)}</tr>
`,
)}</tbody>
</table>
`;
}
