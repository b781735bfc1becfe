import { imageVersions } from '../catalog/containers.ts';
import type { Word } from '../grammar/command.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import type { Directive } from './directives.ts';
import type { VersionMention } from './project.ts';

const tools: ReadonlySet<string> = new Set<VersionMention['tool']>([
  'trtllm',
  'triton',
  'vllm',
  'sglang',
  'tgi',
]);

/** `# batchwise: trtllm=0.17` */
export function versionsOfDirectives(directives: readonly Directive[]): VersionMention[] {
  return directives.flatMap((directive) => {
    const { origin, value } = directive.value;
    if (!tools.has(directive.key) || origin.kind !== 'file') return [];
    return [
      {
        tool: directive.key as VersionMention['tool'],
        version: value,
        file: directive.file,
        range: origin.range,
      },
    ];
  });
}

/** `image: vllm/vllm-openai:v0.11.0`, `FROM nvcr.io/nvidia/tritonserver:25.01-trtllm-python-py3` */
export function versionsOfImages(file: SourceFile, images: readonly Word[]): VersionMention[] {
  return images.flatMap((image): VersionMention[] => {
    if (image.value === undefined) return [];
    const google = googleTgi.exec(image.value);
    if (google) return [{ tool: 'tgi', version: `${google[1]}.${google[2]}`, file, range: image.range }];
    return imageVersions(image.value).map(({ tool, version }) => ({
      tool,
      version,
      file,
      range: image.range,
    }));
  });
}

/** Google's build of TGI 2.3: `huggingface-text-generation-inference-cu124.2-3.ubuntu2204.py311`. */
const googleTgi = /text-generation-inference-cu\d+\.(\d+)-(\d+)\./;

/** Package names of the Python index, and an image in running text such as a comment or `docker run`. */
const requirement =
  /\b(tensorrt[-_]llm|vllm|sglang)(?:\[[\w,-]+\])?\s*==\s*v?(\d+(?:\.\d+)+(?:\.?(?:rc|post|dev)\d+)?)/gi;
const packages: Readonly<Record<string, VersionMention['tool']>> = {
  'tensorrt-llm': 'trtllm',
  vllm: 'vllm',
  sglang: 'sglang',
};
const imageInText =
  /\b(?:[\w.-]+\/)*(?:tritonserver|vllm-openai|tensorrt-llm\/release|text-generation-inference|sglang):[\w.-]*\w/g;

/** `pip install tensorrt_llm==0.17.0`, a requirements line, `docker run … nvcr.io/nvidia/tritonserver:25.01-…` */
export function versionsOfText(file: SourceFile): VersionMention[] {
  const found: VersionMention[] = [];
  for (const match of file.text.matchAll(requirement)) {
    const tool = packages[match[1]!.toLowerCase().replace('_', '-')]!;
    const start = match.index + match[0].lastIndexOf(match[2]!);
    found.push({ tool, version: match[2]!, file, range: { start, end: start + match[2]!.length } });
  }
  for (const match of file.text.matchAll(imageInText)) {
    const range = { start: match.index, end: match.index + match[0].length };
    for (const { tool, version } of imageVersions(match[0])) found.push({ tool, version, file, range });
  }
  return found;
}
