import data from './data/containers.json' with { type: 'json' };

/** What one NVIDIA container release holds. */
export interface ContainerRelease {
  /** Server version of the Triton images, such as `2.52.0`. */
  readonly triton: string;
  /** TensorRT-LLM of the `-trtllm-python-py3` image. */
  readonly trtllm?: string;
  /** vLLM of the `-vllm-python-py3` image. */
  readonly vllm?: string;
  /** The lowest compute capability that the release runs on, 7.5 as 75. */
  readonly minSm: number;
}

/** By container release: `24.11`. */
export const containerReleases: Readonly<Record<string, ContainerRelease>> = data.releases;

export interface ImageVersion {
  readonly tool: 'triton' | 'trtllm' | 'vllm' | 'sglang' | 'tgi';
  /** For Triton the container release (`24.11`), for the others the tool's own version. */
  readonly version: string;
}

/**
 * The versions that an image reference names: `nvcr.io/nvidia/tritonserver:24.11-trtllm-python-py3`,
 * `vllm/vllm-openai:v0.6.3`. Mirrors in other registries count, `latest` and unknown images give nothing.
 */
export function imageVersions(image: string): ImageVersion[] {
  const { repository, tag } = splitImage(image);
  const known = data.images.find(
    (each) => repository === each.repository || repository.endsWith(`/${each.repository}`),
  );
  if (known === undefined) return [];
  if (known.tool === 'triton') return tritonVersions(tag);
  const version = /^v?(\d+\.\d+(?:\.\d+)*(?:\.?(?:rc|post|dev|a|b)\d+)*)(?![\d.])/.exec(tag)?.[1];
  return version === undefined ? [] : [{ tool: known.tool as ImageVersion['tool'], version }];
}

function tritonVersions(tag: string): ImageVersion[] {
  const release = /^(\d\d\.\d\d)(?![\d.])/.exec(tag)?.[1];
  if (release === undefined) return [];
  const held = Object.hasOwn(containerReleases, release) ? containerReleases[release] : undefined;
  const versions: ImageVersion[] = [{ tool: 'triton', version: release }];
  if (tag.includes('-trtllm-') && held?.trtllm !== undefined)
    versions.push({ tool: 'trtllm', version: held.trtllm });
  if (tag.includes('-vllm-') && held?.vllm !== undefined) versions.push({ tool: 'vllm', version: held.vllm });
  return versions;
}

/** A `:` before the last `/` belongs to a registry's port; a digest says no version. */
function splitImage(image: string): { repository: string; tag: string } {
  const reference = image
    .slice(0, 500)
    .trim()
    .replace(/^docker:\/\//, '')
    .split('@', 1)[0]!;
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  return colon < 0
    ? { repository: reference, tag: '' }
    : { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
