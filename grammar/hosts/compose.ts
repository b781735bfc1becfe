import { isMap, isSeq, type Node } from 'yaml';
import type { Word } from '../command.ts';
import { valueOfAssignment } from '../shell/expand.ts';
import type { Field } from '../shell/field.ts';
import { splitWords } from '../shell/index.ts';
import { readContainer } from './containers.ts';
import type { HostReading } from './host-reading.ts';
import { fillIn } from './placeholders.ts';
import type { YamlDocument } from './yaml-document.ts';

/** The commands of the services of a compose file. */
export function readCompose(document: YamlDocument): Partial<HostReading>[] {
  return document.pairs(document.get(document.root, 'services')).flatMap(({ value: service }) => {
    if (!isMap(service)) return [];
    const image = field(document, document.get(service, 'image'))?.word;
    const reading = readContainer({
      host: 'compose',
      image,
      env: environment(document, document.get(service, 'environment')),
      entryPoint: words(document, document.get(service, 'entrypoint')),
      args: words(document, document.get(service, 'command')),
    });
    return [reading, { images: image ? [image] : [] }];
  });
}

/** A list as it is; a text is split into words as a shell would, but no shell runs it. */
function words(document: YamlDocument, node: Node | undefined): Field[] {
  if (isSeq(node)) return document.items(node).flatMap((item) => field(document, item) ?? []);
  const text = field(document, node)?.lenient;
  return text ? splitWords(text) : [];
}

/** `environment` as a mapping or as a list of `NAME=value`; a name alone takes its value from outside. */
function environment(document: YamlDocument, node: Node | undefined): Record<string, Word> {
  const env: Record<string, Word> = {};
  for (const { key, value } of document.allPairs(node)) {
    const word = field(document, value)?.word;
    if (word) env[key] = word;
  }
  for (const item of document.items(node)) {
    const written = field(document, item);
    const assigned = written && valueOfAssignment(written);
    if (assigned) env[assigned.name] = assigned.value;
  }
  return env;
}

/** `$$` is a dollar sign; `$NAME` and `${NAME:-default}` come from the environment of whoever starts compose. */
function field(document: YamlDocument, node: Node | undefined): Field | undefined {
  const written = document.field(node);
  return (
    written &&
    fillIn(written, /\$\$|\$\{[^{}]*\}|\$[A-Za-z_]\w*/g, ([match]) =>
      match === '$$' ? { text: '$' } : 'unknown',
    )
  );
}
