import manifest from '../package.json' with { type: 'json' };

/** The version of the package, whichever program of it runs. */
export const version: string = manifest.version;
