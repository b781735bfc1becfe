import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where what is too large for the checkout lives between runs. */
export const cache = process.env.BATCHWISE_CACHE || join(homedir(), '.cache', 'batchwise');

/** The first of these programs that is on the PATH. */
export function findProgram(...names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {}
    }
  return undefined;
}

/** Chromium or a browser of its family, or what `BATCHWISE_CHROMIUM` names. */
export const findChromium = () =>
  process.env.BATCHWISE_CHROMIUM ||
  findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
