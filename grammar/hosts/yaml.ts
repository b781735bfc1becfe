import { type Document, isMap, parseAllDocuments } from 'yaml';
import type { Excerpt } from '../shell/excerpt.ts';
import { readCompose } from './compose.ts';
import { type HostReading, joinReadings, type ParsedManifest } from './host-reading.ts';
import { readKubernetes } from './kubernetes.ts';
import { mayBeTooDeep } from './yaml-depth.ts';
import { YamlDocument } from './yaml-document.ts';

/**
 * Manifests, and the commands of Kubernetes and compose files. A document with syntax errors is left out: mostly it is a
 * template that only becomes YAML later.
 */
export function readYaml(text: Excerpt): HostReading {
  return joinReadings(parse(text.text).flatMap((document) => readDocument(text, document)));
}

function parse(text: string): readonly Document[] {
  if (mayBeTooDeep(text)) return [];
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: 'silent', strict: false } as const;
  try {
    const documents = parseAllDocuments(text, options);
    return Array.isArray(documents) ? documents.filter(({ errors }) => errors.length === 0) : [];
  } catch {
    // The parser promises to collect errors, but texts exist that make it throw.
    return [];
  }
}

function readDocument(text: Excerpt, parsed: Document): Partial<HostReading>[] {
  if (!isMap(parsed.contents)) return [];
  const whole = new YamlDocument(text, parsed);
  const isList = whole.string(whole.get(whole.root, 'kind')) === 'List';
  const items = isList ? whole.items(whole.get(whole.root, 'items')) : [];
  const documents = items.length > 0 ? items.filter(isMap).map((item) => whole.at(parsed, item)) : [whole];
  return documents.flatMap((document) => {
    const manifest = manifestOf(document);
    const isKubernetes = manifest.apiVersion !== undefined && manifest.kind !== undefined;
    const isCompose = !isKubernetes && isMap(document.get(document.root, 'services'));
    const found = isKubernetes ? readKubernetes(document) : isCompose ? readCompose(document) : [];
    return [{ manifests: [manifest] }, ...found];
  });
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
