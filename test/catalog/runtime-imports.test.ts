import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../catalog/', import.meta.url));
const readers = readdirSync(folder).filter((name) => name.endsWith('.ts'));

describe('catalogue readers', () => {
  it.each(readers)('%s imports only its data, its neighbours and the type of a schema', (name) => {
    const text = readFileSync(folder + name, 'utf8').replace(
      /^(import|export) type [^;]* from '\.\.\/grammar\/textproto\/schema\.ts';$/gm,
      '',
    );
    const imports = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]!);
    const foreign = imports.filter((path) => !/^\.\/(data\/[\w-]+\.json|[\w-]+\.ts)$/.test(path));
    expect(foreign).toEqual([]);
  });
});
