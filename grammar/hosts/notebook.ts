import { Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';
import { languageOfPath } from '../shell/here-document.ts';
import { readShellExcerpt } from '../shell/index.ts';
import { withEmbeddedYaml } from './embedded-yaml.ts';
import { type HostReading, joinReadings } from './host-reading.ts';
import { readMarkdown } from './markdown.ts';
import { notebookCells } from './notebook-cells.ts';
import { unsetVariable } from './placeholders.ts';
import { readPython } from './python.ts';
import { readPythonCommands } from './python-commands.ts';
import { readYaml } from './yaml.ts';

/**
 * The calls, commands and pages of a Jupyter notebook. What its cells of Python say counts together, in their order;
 * lines behind `!` and cells under `%%bash` are commands of the shell (IPython, Built-in magic commands).
 */
export function readNotebook(text: string): HostReading {
  const file = Excerpt.of(text);
  const readings: Partial<HostReading>[] = [];
  const code = new ExcerptBuilder(file);
  for (const { kind, source } of notebookCells(file)) {
    if (kind === 'markdown') readings.push(readMarkdown(source));
    else {
      const { magic, body } = withoutMagic(source);
      const reading = magic === undefined ? undefined : readMagicCell(magic, body);
      if (reading) readings.push(reading);
      else if (magic === undefined || pythonMagic.test(magic)) {
        const { python, commands } = splitLines(body);
        readings.push(...commands.map(readCommands));
        const { end } = python.range(0, python.text.length);
        code.append(python).replace('\n', end, end);
      }
    }
  }
  const python = code.build();
  const calls = readPython(python, 'python');
  return joinReadings([...readings, { calls, commands: readPythonCommands(calls, python) }]);
}

/** Cell magics whose cell is Python all the same. */
const pythonMagic = /^%%(time|timeit|capture|prun|memit)\b/;

function withoutMagic(cell: Excerpt): { magic: string | undefined; body: Excerpt } {
  const first = /^\s*(%%\w+[^\n]*)(?:\n|$)/.exec(cell.text);
  return first
    ? { magic: first[1]!.trim(), body: cell.slice(first[0].length, cell.text.length) }
    : { magic: undefined, body: cell };
}

/** Cells of a shell, and files that a cell writes. Undefined for what is Python, or is nothing that is read. */
function readMagicCell(magic: string, body: Excerpt): Partial<HostReading> | undefined {
  if (/^%%(bash|sh|!|script\s+(ba)?sh)(\s|$)/.test(magic)) return readCommands(body);
  const path = /^%%(?:writefile|file)\s+(?:-a\s+)?(\S+)/.exec(magic)?.[1];
  if (path === undefined) return undefined;
  if (/\.sh$/.test(path)) return readCommands(body);
  const language = languageOfPath(path);
  if (language === 'python') return { calls: readPython(body, 'python') };
  return language === 'yaml' ? readYaml(body) : undefined;
}

const readCommands = (script: Excerpt): HostReading =>
  withEmbeddedYaml(readShellExcerpt(script, { host: 'python' }));

/** Takes lines behind `!` and `%` out of a cell; a command goes on over a line break behind a backslash. */
function splitLines(cell: Excerpt): { python: Excerpt; commands: Excerpt[] } {
  const python = new ExcerptBuilder(cell);
  const commands: Excerpt[] = [];
  const logicalLine = /(?:[^\n\\]|\\[\s\S]|\\$)*(?:\n|$)/y;
  for (let at = 0; at < cell.text.length; ) {
    const sign = /^[ \t]*(!{1,2}|%(?:sx\b|system\b)?)/.exec(cell.text.slice(at, at + 200));
    if (sign === null) {
      const lineBreak = cell.text.indexOf('\n', at);
      const end = lineBreak < 0 ? cell.text.length : lineBreak + 1;
      python.copy(at, end);
      at = end;
      continue;
    }
    logicalLine.lastIndex = at;
    const end = at + Math.max(1, logicalLine.exec(cell.text)![0].length);
    if (sign[1] !== '%') commands.push(withoutPythonNames(cell.slice(at + sign[0].length, end)));
    at = end;
  }
  return { python: python.build(), commands };
}

/** `{NAME}` is what a variable of Python holds. */
function withoutPythonNames(command: Excerpt): Excerpt {
  const builder = new ExcerptBuilder(command);
  let done = 0;
  for (const { 0: written, index } of command.text.matchAll(/(?<!\$)\{[A-Za-z_][\w.[\]'"]*\}/g)) {
    builder.copy(done, index).replace(unsetVariable, index, index + written.length);
    done = index + written.length;
  }
  return builder.copy(done, command.text.length).build();
}
