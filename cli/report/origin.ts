import type { Origin } from '../../deployment/traced.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/** Where a value comes from, for a person: `launch.sh:12`, `default of TensorRT-LLM 0.17`, `--gpu`. */
export function describeOrigin(origin: Origin, files: ReadonlyMap<string, SourceFile>): string {
  switch (origin.kind) {
    case 'file': {
      const file = files.get(origin.path);
      return file ? `${origin.path}:${file.lines.positionAt(origin.range.start).line + 1}` : origin.path;
    }
    case 'default':
      return `default of ${origin.of}`;
    case 'flag':
      return origin.flag;
    case 'derived':
      return origin.from;
  }
}
