import { modelSplits } from '../../reading/model-splits.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const layersOverStages: Rule = {
  code: 'BWA003',
  name: 'layers-over-stages',
  area: 'model',
  severity: 'info',
  appliesTo: 'vLLM, SGLang and TensorRT-LLM where the model is known',
  summary: 'The layers of the model do not come out even over the stages of the pipeline.',
  why: 'The stage with the most layers sets the pace, and the others wait for it. With more stages than layers some have nothing to do, which engines refuse.',
  remedy: 'Choose a pipeline parallel size that divides the number of layers.',
  sources: [
    'vllm-project/vllm vllm/distributed/utils.py get_pp_indices',
    'NVIDIA/TensorRT-LLM tensorrt_llm/mapping.py Mapping.pp_layers',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve meta-llama/Llama-3.1-8B-Instruct --pipeline-parallel-size «3»\n',
      'python3 quantize.py --model_dir Llama-3.1-8B --output_dir ckpt --pp_size «64»\n',
    ],
    good: ['vllm serve meta-llama/Llama-3.1-8B-Instruct --pipeline-parallel-size 4\n'],
  },
  check(context) {
    for (const { model, pipeline } of modelSplits(context.project, context.options)) {
      if (!pipeline || model.layers % pipeline.value === 0) continue;
      const most = Math.ceil(model.layers / pipeline.value);
      const tooMany = pipeline.value > model.layers;
      reportAt(
        context,
        pipeline,
        tooMany
          ? `${model.name} has ${model.layers} layers, fewer than the ${pipeline.value} stages.`
          : `${model.name} has ${model.layers} layers, which ${pipeline.value} stages cannot share evenly: one has ${most}, others ${Math.floor(model.layers / pipeline.value)}.`,
        tooMany ? { severity: 'error' } : {},
      );
    }
  },
};
