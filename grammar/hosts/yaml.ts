import { type Document, isMap, parseAllDocuments } from 'yaml';
import type { Excerpt } from '../shell/excerpt.ts';
import { readCompose } from './compose.ts';
import { type HelmText, hasPlainActions, maskActions } from './helm.ts';
import { type HostReading, joinReadings, type ParsedManifest } from './host-reading.ts';
import { type ConfigMaps, configMapOf, readKubernetes, readValues } from './kubernetes.ts';
import { maskInterpolations } from './terraform.ts';
import { mayBeTooDeep } from './yaml-depth.ts';
import { YamlDocument } from './yaml-document.ts';

/**
 * Manifests, and the commands of Kubernetes and compose files. A Helm template is read without its actions, a
 * template of Terraform without its interpolations: what they write is unknown. A document that has syntax errors all the same is left out. `path` tells the values of a chart.
 */
export function readYaml(text: Excerpt, path = ''): HostReading {
  const ofTerraform = path.endsWith('.tftpl') ? maskInterpolations(text.text) : undefined;
  const plain = ofTerraform ? [] : parse(text.text);
  const isTemplate =
    !ofTerraform &&
    text.text.includes('{{') &&
    (hasPlainActions(text.text) || plain.some(({ errors }) => errors.length > 0));
  const helm = ofTerraform ?? (isTemplate ? maskActions(text.text) : undefined);
  const documents = (helm ? parse(helm.text) : plain).filter(({ errors }) => errors.length === 0);
  const isValues = /(^|\/)values[\w.-]*\.ya?ml$/i.test(path);
  const all = documents.flatMap((document) => documentsIn(text, document, helm));
  const maps = new Map(
    all.flatMap((document) => {
      const map = configMapOf(document);
      return map ? [[map.name, map.variables] as const] : [];
    }),
  );
  return joinReadings(all.flatMap((document) => readDocument(document, maps, isValues)));
}

function parse(text: string): readonly Document[] {
  if (mayBeTooDeep(text)) return [];
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: 'silent', strict: false } as const;
  try {
    const documents = parseAllDocuments(text, options);
    return Array.isArray(documents) ? documents : [];
  } catch {
    // The parser promises to collect errors, but texts exist that make it throw.
    return [];
  }
}

/** The documents in a parsed one: itself, or the items of a `List`. */
function documentsIn(text: Excerpt, parsed: Document, helm: HelmText | undefined): YamlDocument[] {
  if (!isMap(parsed.contents)) return [];
  const whole = new YamlDocument(text, parsed, helm);
  const isList = whole.string(whole.get(whole.root, 'kind')) === 'List';
  const items = isList ? whole.items(whole.get(whole.root, 'items')) : [];
  return items.length > 0 ? items.filter(isMap).map((item) => whole.at(parsed, item)) : [whole];
}

function readDocument(document: YamlDocument, maps: ConfigMaps, isValues: boolean): Partial<HostReading>[] {
  const manifest = manifestOf(document);
  const isKubernetes = manifest.apiVersion !== undefined && manifest.kind !== undefined;
  const isCompose = !isKubernetes && isMap(document.get(document.root, 'services'));
  const found = isKubernetes
    ? readKubernetes(document, maps)
    : isCompose
      ? readCompose(document)
      : isValues
        ? readValues(document)
        : [];
  return [{ manifests: [manifest] }, ...found];
}

function manifestOf(document: YamlDocument): ParsedManifest {
  const { root } = document;
  const apiVersion = document.string(document.get(root, 'apiVersion'));
  const kind = document.string(document.get(root, 'kind'));
  const name = document.string(document.get(document.get(root, 'metadata'), 'name'));
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    ...(name !== undefined && { name }),
    value: document.plain(root),
    rangeOf: (path, options) => document.rangeOf(path, options),
  };
}
