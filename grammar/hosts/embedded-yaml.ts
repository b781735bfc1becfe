import { Excerpt } from '../shell/excerpt.ts';
import type { ShellReading } from '../shell/index.ts';
import { type HostReading, joinReadings } from './host-reading.ts';
import { readYaml } from './yaml.ts';

/** What a script holds, with the manifests of its here-documents read too: `kubectl apply -f - <<EOF`. */
export function withEmbeddedYaml(script: ShellReading): HostReading {
  const { commands, embedded } = script;
  const documents = embedded.filter(({ language }) => language === 'yaml');
  return joinReadings([
    { commands, embedded },
    ...documents.map(({ text, start }) => readYaml(Excerpt.of(text, start))),
  ]);
}
