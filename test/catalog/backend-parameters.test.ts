import { describe, expect, it } from 'vitest';
import { accelerators, acceptsValue, findBackend } from '../../catalog/backend-parameters.ts';

const parameter = (backend: string, name: string) =>
  findBackend(backend)!.parameters.find((one) => one.name === name)!;

describe('acceptsValue', () => {
  it.each([
    ['onnxruntime', 'execution_mode', '1', true],
    ['onnxruntime', 'execution_mode', '2', false],
    ['onnxruntime', 'enable_mem_arena', 'off', true],
    ['onnxruntime', 'enable_mem_arena', 'no', false],
    ['onnxruntime', 'intra_op_thread_count', '4', true],
    ['onnxruntime', 'intra_op_thread_count', 'auto', false],
    ['pytorch', 'INFERENCE_MODE', 'TRUE', true],
    ['pytorch', 'INFERENCE_MODE', 'yes', false],
    ['python', 'FORCE_CPU_ONLY_INPUT_TENSORS', 'no', true],
    ['python', 'FORCE_CPU_ONLY_INPUT_TENSORS', 'No', false],
    ['openvino', 'NUM_STREAMS', 'auto', true],
    ['openvino', 'NUM_STREAMS', '4', true],
    ['openvino', 'NUM_STREAMS', '-1', false],
    ['openvino', 'ENABLE_BATCH_PADDING', 'true', false],
    ['tensorrt', 'execution_context_allocation_strategy', 'ON_PROFILE_CHANGE', true],
    ['tensorrt', 'execution_context_allocation_strategy', 'static', false],
    ['tensorrt', 'multi_device_gpus', '0, 1', true],
    ['vllm', 'REPORT_CUSTOM_METRICS', 'True', true],
    ['vllm', 'REPORT_CUSTOM_METRICS', '1', false],
  ])('of %s %s %s is %s', (backend, name, value, accepted) =>
    expect(acceptsValue(parameter(backend, name), value)).toBe(accepted),
  );
});

describe('backends', () => {
  it('say where optional inputs may stand and which keys are free', () => {
    expect(findBackend('pytorch')).toMatchObject({ optionalInputs: 'refused', otherKeys: 'ignored' });
    expect(findBackend('onnxruntime')?.optionalInputs).toBe('unbatched');
    expect(findBackend('python')).toMatchObject({ optionalInputs: 'allowed', otherKeys: 'free' });
    expect(findBackend('fil')).toBeUndefined();
  });

  it('know the accelerators of ONNX Runtime', () => {
    expect(accelerators.gpu).toEqual(['tensorrt', 'cuda']);
    expect(accelerators.cpu).toEqual(['openvino']);
    expect(accelerators.tensorrt.find(({ name }) => name === 'precision_mode')?.allowed).toContain('BF16');
  });
});
