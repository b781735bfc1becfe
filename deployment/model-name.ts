import { architectureFromConfig } from '../catalog/model-config.ts';
import { findModel } from '../catalog/models.ts';
import type { ModelArchitecture } from '../catalog/types.ts';
import { baseName } from '../workspace/path.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import type { Deployment } from './deployment.ts';
import { derived, type Traced } from './traced.ts';

/**
 * The architecture behind a name or path: a `config.json` in the workspace first, then the catalogue, by the whole
 * name and then by the last folder of a path. Unknown stays unknown.
 */
export function modelFrom(
  named: Traced<string> | undefined,
  files: readonly SourceFile[],
): Deployment['model'] {
  if (!named) return {};
  const path = named.value.replace(/\/+$/, '');
  const config = configFileOf(named.value, files);
  const read = config && architectureFromText(config.text, named.value);
  if (read) return { name: named, architecture: derived(read, `read from ${config.path}`) };
  const known = lookUp(path) ?? lookUp(baseName(path));
  return known
    ? { name: named, architecture: derived(known, `the catalogue's ${known.name}`) }
    : { name: named };
}

/** The `config.json` of a model that stands in the workspace: in the folder of that name, or named itself. */
export function configFileOf(named: string, files: readonly SourceFile[]): SourceFile | undefined {
  const path = named.replace(/\/+$/, '');
  return files.find(
    (file) => file.path.endsWith(`${path.replace(/^\.?\//, '')}/config.json`) || file.path === path,
  );
}

function lookUp(name: string): ModelArchitecture | undefined {
  const found = findModel(name);
  return found.kind === 'found' ? found.item : undefined;
}

function architectureFromText(text: string, name: string): ModelArchitecture | undefined {
  try {
    return architectureFromConfig(JSON.parse(text), name);
  } catch {
    return undefined;
  }
}
