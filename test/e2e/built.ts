import { buildIfChanged } from '../../scripts/build.mjs';
import { packageExtension, vsixIsFresh } from '../../scripts/package.mjs';

/** What is tested end to end is what would be shipped: the bundles and the packed extension of these sources. */
export default async function setup() {
  if ((await buildIfChanged()) || !vsixIsFresh()) await packageExtension();
}
