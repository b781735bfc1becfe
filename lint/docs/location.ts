/** Where a rule's page stands, from the root of the package; the generator writes it there. */
export const rulePage = (code: string): string => `docs/rules/${code}.md`;

/** The address of a rule's page below a base, such as the `file:` address of the installed package. */
export const ruleAddress = (code: string, base: string): string =>
  `${base.replace(/\/?$/, '/')}${rulePage(code)}`;
