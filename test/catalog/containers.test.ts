import { describe, expect, it } from 'vitest';
import { containerReleases, imageVersions } from '../../catalog/containers.ts';

describe('imageVersions', () => {
  it.each([
    ['nvcr.io/nvidia/tritonserver:24.11-trtllm-python-py3', ['triton 24.11', 'trtllm 0.15.0']],
    ['nvcr.io/nvidia/tritonserver:25.09-vllm-python-py3', ['triton 25.09', 'vllm 0.10.1.1']],
    ['nvcr.io/nvidia/tritonserver:25.09-py3', ['triton 25.09']],
    ['localhost:5000/mirror/tritonserver:25.01-trtllm-python-py3', ['triton 25.01', 'trtllm 0.17.0']],
    ['nvcr.io/nvidia/tritonserver:23.12-trtllm-python-py3', ['triton 23.12']],
    ['nvcr.io/nvidia/tritonserver:30.01-trtllm-python-py3', ['triton 30.01']],
    ['vllm/vllm-openai:v0.6.3', ['vllm 0.6.3']],
    ['vllm/vllm-openai:v0.6.3.post1', ['vllm 0.6.3.post1']],
    ['nvcr.io/nvidia/tensorrt-llm/release:1.0.0rc3', ['trtllm 1.0.0rc3']],
    ['lmsysorg/sglang:v0.4.6.post1-cu124', ['sglang 0.4.6.post1']],
    ['ghcr.io/huggingface/text-generation-inference:2.4.0', ['tgi 2.4.0']],
    ['vllm/vllm-openai:latest', []],
    ['vllm/vllm-openai', []],
    ['vllm/vllm-openai@sha256:0123456789abcdef', []],
    ['localhost:5000/vllm-openai', []],
    ['redis:7.2', []],
    ['my-vllm-openai:v0.6.3', []],
    ['', []],
    ['tritonserver:constructor', []],
  ])('%s', (image, expected) => {
    expect(imageVersions(image).map(({ tool, version }) => `${tool} ${version}`)).toEqual(expected);
  });

  it('prefers the compatibility matrix to build.py where they differ', () => {
    expect(containerReleases['26.03']?.vllm).toBe('0.17.1');
    expect(containerReleases['24.12']?.minSm).toBe(60);
    expect(containerReleases['25.01']?.minSm).toBe(75);
  });
});
