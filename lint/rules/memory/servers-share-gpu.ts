import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const two = (first: string, second: string): string =>
  `${first} vllm serve a --port 8000 &\n${second} vllm serve b --port 8001 --gpu-memory-utilization «0.6» &\nwait\n`;

export const serversShareGpu: Rule = {
  code: 'BWM005',
  name: 'servers-share-gpu',
  area: 'memory',
  severity: 'error',
  appliesTo: 'scripts that start several vLLM servers in the background on GPUs of `CUDA_VISIBLE_DEVICES`',
  summary: 'Servers on one GPU ask together for more than all of its memory.',
  why: '`--gpu-memory-utilization` is a share of the whole memory, 0.9 where nothing is said. The server that starts second finds less free than it asks for and stops: “Free memory on device … is less than desired GPU memory utilization”.',
  remedy: 'Give each a share so that they add up to less than 1, or GPUs of their own.',
  sources: [
    'vllm-project/vllm vllm/v1/worker/utils.py request_memory, 0.9 to 0.28',
    'vllm-project/vllm vllm/worker/worker.py determine_num_available_blocks before',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      two('CUDA_VISIBLE_DEVICES=0', 'CUDA_VISIBLE_DEVICES=0'),
      two('CUDA_VISIBLE_DEVICES=0,1', 'CUDA_VISIBLE_DEVICES=1'),
    ],
    good: [
      two('CUDA_VISIBLE_DEVICES=0', 'CUDA_VISIBLE_DEVICES=1').replaceAll(/[«»]/g, ''),
      'CUDA_VISIBLE_DEVICES=0 vllm serve a --gpu-memory-utilization 0.4 &\nCUDA_VISIBLE_DEVICES=0 vllm serve b --gpu-memory-utilization 0.5 &\nwait\n',
      // One after the other.
      'CUDA_VISIBLE_DEVICES=0 vllm serve a\nCUDA_VISIBLE_DEVICES=0 vllm serve b\n',
    ],
  },
  check({ project, options, report }) {
    /** By file and GPU: what is claimed so far. */
    const claimed = new Map<string, number>();
    for (const run of engineRuns(project, options, 'vllm')) {
      const command = run.located?.command;
      const devices = run.env.CUDA_VISIBLE_DEVICES?.value;
      const share = run.deployment?.kvCache.memoryFraction;
      if (command?.host !== 'shell' || !share || devices === undefined || run.open) continue;
      const keys = devices.split(',').map((device) => `${run.file.path}\n${device.trim()}`);
      const before = Math.max(...keys.map((key) => claimed.get(key) ?? 0));
      if (before > 0 && before + share.value > 1 + 1e-9) {
        const place = placeOf(share) ?? { path: run.file.path, range: run.place };
        const percent = Math.round((before + share.value) * 100);
        report(
          place.path,
          place.range,
          `Together with the server before it, this one asks for ${percent} % of the memory of GPU ${devices}.`,
        );
      }
      // What ends before the next begins shares nothing with it.
      if (!isInBackground(run.file.text, command.range.end)) continue;
      for (const key of keys) claimed.set(key, (claimed.get(key) ?? 0) + share.value);
    }
  },
};

/** Whether a lone `&` follows on the line, after redirections at most. */
const isInBackground = (text: string, end: number): boolean =>
  /^[ \t]*((\d|&)?>{1,2}[ \t]*(&\d|[^\s&]+)[ \t]*)*&(?!&)/.test(text.slice(end, end + 200));
