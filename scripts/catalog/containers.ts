import type { Facts } from './facts.ts';

interface Release {
  container: string;
  triton: string | null;
  vllm_build: string | null;
  trtllm_container: { tensorrt_llm: string | null; confidence?: string } | null;
  vllm_container: { vllm: string | null } | null;
  min_compute_capability: string;
}

/** Image names whose tags carry a version, by the end of the repository so that mirrors count. */
const images = [
  { repository: 'tritonserver', tool: 'triton' },
  { repository: 'vllm-openai', tool: 'vllm' },
  { repository: 'tensorrt-llm/release', tool: 'trtllm' },
  { repository: 'sglang', tool: 'sglang' },
  { repository: 'text-generation-inference', tool: 'tgi' },
];

export function containers(facts: Facts) {
  const { releases } = facts.json<{ releases: Release[] }>('deployment/versions.json');
  return {
    source:
      'triton-inference-server/server docs/introduction/compatibility.md (main and r26.08) and build.py of each release branch',
    images,
    releases: Object.fromEntries(
      releases.flatMap((release) =>
        release.triton === null ? [] : [[release.container, toRelease(release, release.triton)]],
      ),
    ),
  };
}

function toRelease(release: Release, triton: string) {
  const trtllm = confirmedTrtllm(release);
  // The compatibility matrix names what is in the image; build.py only what was asked for, so it comes second.
  const vllm = (release.vllm_container?.vllm ?? release.vllm_build)?.replace(/\+.*$/, '').replace(' ', '.');
  return {
    triton,
    ...(trtllm === undefined ? {} : { trtllm }),
    ...(vllm === undefined ? {} : { vllm }),
    minSm: Math.round(Number(release.min_compute_capability) * 10),
  };
}

/** Inferred rows stay out: a rule must not call an option unknown on the strength of one. */
function confirmedTrtllm({ trtllm_container }: Release): string | undefined {
  if (trtllm_container === null || trtllm_container.tensorrt_llm === null) return undefined;
  const inferred = trtllm_container.confidence === 'inferred' || trtllm_container.confidence === 'unknown';
  return inferred ? undefined : trtllm_container.tensorrt_llm;
}
