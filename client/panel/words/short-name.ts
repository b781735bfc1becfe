/** A model without its organisation, which no two of the catalogue need to be told apart. */
export const shortName = (name: string): string => name.split('/').at(-1) ?? name;
