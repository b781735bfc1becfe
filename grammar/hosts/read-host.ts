import { Excerpt } from '../shell/excerpt.ts';
import { readShell } from '../shell/index.ts';
import { readDockerfile } from './dockerfile.ts';
import { withEmbeddedYaml } from './embedded-yaml.ts';
import { type FileKind, type HostReading, joinReadings } from './host-reading.ts';
import { readMarkdown } from './markdown.ts';
import { readYaml } from './yaml.ts';

/**
 * Finds the commands, configurations, manifests and images in a file. Any text can be read as any kind; what cannot be
 * understood is left out. Python, JSON and Triton configurations hold nothing that is read here.
 */
export function readHost(path: string, text: string, kind: FileKind): HostReading {
  const reading = readKind(path, text, kind);
  const seen = new Set(reading.images.map(({ range }) => range.start));
  const ofCommands = reading.commands.flatMap(({ image }) => {
    if (image === undefined || seen.has(image.range.start)) return [];
    seen.add(image.range.start);
    return [image];
  });
  return { ...reading, images: [...reading.images, ...ofCommands] };
}

function readKind(path: string, text: string, kind: FileKind): HostReading {
  switch (kind) {
    case 'shell':
      return withEmbeddedYaml(readShell(text, { host: isSlurmScript(path, text) ? 'slurm' : 'shell' }));
    case 'markdown':
      return readMarkdown(Excerpt.of(text));
    case 'yaml':
      return readYaml(Excerpt.of(text));
    case 'dockerfile':
      return readDockerfile(text);
    default:
      return joinReadings([]);
  }
}

/** A batch script for Slurm: by its extension or by a line that starts with `#SBATCH`. */
export const isSlurmScript = (path: string, text: string): boolean =>
  /\.(sbatch|slurm)$/i.test(path) || /^#SBATCH\b/m.test(text);
