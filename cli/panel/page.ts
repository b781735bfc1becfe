/** What stands in the placeholders of `client/panel/index.html`. */
export interface PageParts {
  /** The content of the Content-Security-Policy meta element. */
  readonly csp: string;
  /** Addresses of `panel.css` and `panel.js`. */
  readonly style: string;
  readonly script: string;
  /** Allows the one script in a policy with `'nonce-…'`. */
  readonly nonce: string;
}

/** The page from its template: `{{csp}}`, `{{style}}`, `{{script}}` and `{{nonce}}`, escaped for attributes. */
export function fillPage(template: string, parts: PageParts): string {
  return template.replace(/\{\{(csp|style|script|nonce)\}\}/g, (_, part: keyof PageParts) =>
    parts[part].replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  );
}
