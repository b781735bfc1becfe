import type { EmbeddedText } from '../command.ts';
import type { PythonCall } from '../python-call.ts';
import { Excerpt } from '../shell/excerpt.ts';
import { readShell } from '../shell/index.ts';
import { readDockerfile } from './dockerfile.ts';
import { withEmbeddedYaml } from './embedded-yaml.ts';
import { type FileKind, type HostReading, joinReadings } from './host-reading.ts';
import { readMarkdown } from './markdown.ts';
import { readNotebook } from './notebook.ts';
import { readPython } from './python.ts';
import { readPythonCommands } from './python-commands.ts';
import { readYaml } from './yaml.ts';

/**
 * Finds the commands, configurations, manifests and images in a file. Any text can be read as any kind; what cannot be
 * understood is left out. JSON and Triton configurations hold nothing that is read here.
 */
export function readHost(path: string, text: string, kind: FileKind): HostReading {
  const reading = readKind(path, text, kind);
  const seen = new Set(reading.images.map(({ range }) => range.start));
  const ofCommands = reading.commands.flatMap(({ image }) => {
    if (image === undefined || seen.has(image.range.start)) return [];
    seen.add(image.range.start);
    return [image];
  });
  // Pages and notebooks read their blocks themselves; elsewhere Python stands in here-documents.
  const ofScripts = kind === 'markdown' || kind === 'notebook' ? [] : reading.embedded.flatMap(readEmbedded);
  return { ...reading, calls: [...reading.calls, ...ofScripts], images: [...reading.images, ...ofCommands] };
}

function readKind(path: string, text: string, kind: FileKind): HostReading {
  switch (kind) {
    case 'shell':
      return withEmbeddedYaml(readShell(text, { host: isSlurmScript(path, text) ? 'slurm' : 'shell' }));
    case 'markdown':
      return readMarkdown(Excerpt.of(text));
    case 'yaml':
      return readYaml(Excerpt.of(text), path);
    case 'dockerfile':
      return readDockerfile(Excerpt.of(text));
    case 'python': {
      const code = Excerpt.of(text);
      const calls = readPython(code, 'python');
      return joinReadings([{ calls, commands: readPythonCommands(calls, code) }]);
    }
    case 'notebook':
      return readNotebook(text);
    default:
      return joinReadings([]);
  }
}

const readEmbedded = ({ language, text, start }: EmbeddedText): PythonCall[] =>
  language === 'python' ? readPython(Excerpt.of(text, start), 'shell') : [];

/** A batch script for Slurm: by its extension or by a line that starts with `#SBATCH`. */
export const isSlurmScript = (path: string, text: string): boolean =>
  /\.(sbatch|slurm)$/i.test(path) || /^#SBATCH\b/m.test(text);
