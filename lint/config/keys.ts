import type { Node } from 'yaml';
import { findGpu } from '../../catalog/gpus.ts';
import { rules } from '../registry.ts';
import { type LintConfig, type Override, targetTools } from './config.ts';
import type { Reading } from './reading.ts';

/** A key of the config file: how it is read, and how `batchwise init` explains it. */
interface ConfigKey<Name extends keyof LintConfig> {
  /** As it is spelled in the file. */
  readonly key: string;
  readonly name: Name;
  /** The comment above it. */
  readonly about: string;
  /** The key with a value, as YAML. */
  readonly example: string;
  readonly read: (node: Node, reading: Reading, key: string) => LintConfig[Name];
}

const key = <Name extends keyof LintConfig>(described: ConfigKey<Name>): ConfigKey<Name> => described;

/** Why a text selects no rule; undefined where it does. A code, a name, or the beginning of a code. */
export const noRule = (text: string): string | undefined =>
  rules.some((rule) => rule.name === text || rule.code.startsWith(text.toUpperCase()))
    ? undefined
    : `no rule “${text}”; \`batchwise rules\` lists them`;

export const configKeys = [
  key({
    key: 'gpu',
    name: 'gpu',
    about: 'The GPU to check against where the files name none. `batchwise gpus` lists them.',
    example: 'gpu: H100-SXM5-80GB',
    read: (node, reading, what) => {
      const text = reading.text(node, what);
      const found = text === undefined ? undefined : findGpu(text);
      if (!found || found.kind === 'found') return found?.item.name;
      const near = (found.kind === 'ambiguous' ? found.candidates : found.nearest).map(({ name }) => name);
      return reading.complain(node, `no one GPU is “${text}”; near it: ${near.join(', ')}`);
    },
  }),
  key({
    key: 'targets',
    name: 'targets',
    about: 'Releases to check against where the files name none.',
    example: "targets:\n  triton: '26.07'\n  trtllm: '1.0'\n  vllm: '0.11'",
    read: (node, reading, what) => {
      const entries = [...reading.entries(node, targetTools, what)].flatMap(([tool, value]) => {
        const release = reading.text(value, tool);
        if (release === undefined || /^\d/.test(release))
          return release === undefined ? [] : [[tool, release]];
        reading.complain(value, `a release begins with a number, not as “${release}”`);
        return [];
      });
      return Object.fromEntries(entries);
    },
  }),
  key({
    key: 'auto-complete',
    name: 'autoComplete',
    about: 'Turn off where Triton is started with --disable-auto-complete-config.',
    example: 'auto-complete: true',
    read: (node, reading, what) => reading.flag(node, what),
  }),
  key({
    key: 'select',
    name: 'select',
    about: 'Only these rules: codes, beginnings of codes such as BWT, or names. All unless said.',
    example: 'select: [BWT, BWV]',
    read: (node, reading, what) => reading.list(node, what, noRule),
  }),
  key({
    key: 'ignore',
    name: 'ignore',
    about: 'Not these rules.',
    example: 'ignore: [BWT014]',
    read: (node, reading, what) => reading.list(node, what, noRule),
  }),
  key({
    key: 'fail-on',
    name: 'failOn',
    about: 'From which severity on `batchwise lint` ends with 1: error, warning, info, never.',
    example: 'fail-on: error',
    read: (node, reading, what) => reading.word(node, ['error', 'warning', 'info', 'never'], what),
  }),
  key({
    key: 'overrides',
    name: 'overrides',
    about: 'Rules that are put up with in some files; the patterns are those of a .gitignore.',
    example: 'overrides:\n  - paths: [legacy/, "*.generated.sh"]\n    ignore: [BWL]',
    read: (node, reading, what) =>
      reading.items(node, what).map((item): Override => {
        const entries = reading.entries(item, ['paths', 'ignore'], `each of ${what}`);
        const [paths, ignore] = [entries.get('paths'), entries.get('ignore')];
        if (!paths || !ignore) reading.complain(item, `each of ${what} has paths and ignore`);
        return {
          paths: paths ? reading.list(paths, 'paths') : [],
          ignore: ignore ? reading.list(ignore, 'ignore', noRule) : [],
        };
      }),
  }),
] as const;
