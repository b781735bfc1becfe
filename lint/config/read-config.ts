import { LineCounter, parseDocument } from 'yaml';
import { mayBeTooDeep } from '../../grammar/hosts/yaml-depth.ts';
import type { ConfigResult, LintConfig } from './config.ts';
import { configKeys } from './keys.ts';
import { Reading } from './reading.ts';

/** Reads a config file. A key that is not known is a mistake: misspelled, it would silently check something else. */
export function readConfig(text: string): ConfigResult {
  if (mayBeTooDeep(text))
    return { ok: false, problems: [{ line: 1, column: 1, message: 'nested too deep' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const reading = new Reading(lines);
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    return { ok: false, problems: [{ line, column: col, message: `no YAML: ${error.message}` }] };
  }
  const config: { -readonly [Name in keyof LintConfig]: LintConfig[Name] } = {};
  // A file of comments alone says nothing.
  if (document.contents !== null) {
    const known = configKeys.map(({ key }) => key);
    const entries = reading.entries(document.contents, known, 'the configuration');
    for (const { key, name, read } of configKeys) {
      const node = entries.get(key);
      const value = node && read(node, reading, key);
      if (value !== undefined) Object.assign(config, { [name]: value });
    }
  }
  const { problems } = reading;
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems };
}
