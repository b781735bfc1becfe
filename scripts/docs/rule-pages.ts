import { rulePage } from '../../lint/docs/location.ts';
import { renderRule, renderRuleTable } from '../../lint/docs/render.ts';
import { rules } from '../../lint/registry.ts';
import type { Area, Rule } from '../../lint/rule.ts';

const titles: Readonly<Record<Area, string>> = {
  'text-format': 'Text format',
  schema: 'Schema',
  triton: 'Triton',
  ensemble: 'Ensembles',
  backend: 'Backends and GPUs',
  'tensorrt-llm': 'TensorRT-LLM',
  vllm: 'vLLM',
  sglang: 'SGLang',
  tgi: 'Text Generation Inference',
  nim: 'NIM',
  onnx: 'ONNX',
  python: 'Python calls',
  model: 'Models and GPUs against flags',
  chain: 'From checkpoint to engine to server',
  precision: 'Precision',
  memory: 'Memory',
  batching: 'Batching',
  container: 'Containers',
  kubernetes: 'Kubernetes',
  slurm: 'Slurm',
  lint: 'Batchwise itself',
};

/** Every page of `docs/rules/` by its path from the root of the package. */
export function rulePages(): Map<string, string> {
  const pages = new Map(rules.map((rule) => [rulePage(rule.code), renderRule(rule)]));
  return pages.set('docs/rules/README.md', index());
}

function index(): string {
  const areas = Object.keys(titles) as Area[];
  const sections = areas.map(
    (area) => `## ${titles[area]}\n\n${renderRuleTable(ofArea(area), ({ code }) => `${code}.md`)}`,
  );
  const intro =
    'Errors are what an engine refuses, warnings what wastes hardware or does something else than it says, infos are advice. ' +
    'These pages are made from the rules themselves by `npx tsx scripts/docs/build.ts`.';
  return `# Rules\n\n${intro}\n\n${sections.join('\n\n')}\n`;
}

const ofArea = (area: Area): Rule[] => rules.filter((rule) => rule.area === area);
