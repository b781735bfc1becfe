import data from './data/backend-parameters.json' with { type: 'json' };
import type { Source } from './types.ts';

/** One key of `parameters` in config.pbtxt, as a backend other than tensorrtllm reads it. */
export interface BackendParameter {
  readonly name: string;
  /** `count` is an integer of 0 or more in digits only; `bool` is what the backend utilities convert. */
  readonly type: 'bool' | 'int' | 'count' | 'size' | 'choice' | 'int-list' | 'path' | 'json' | 'string';
  readonly allowed?: readonly string[];
  /** The backend compares values without regard to case. */
  readonly foldCase?: true;
  /** What becomes of a value that is none of these: the model does not load, or the default holds without a word. */
  readonly badValue: 'refused' | 'ignored';
  readonly default?: string;
  readonly doc?: string;
  /** Container release that first read it. */
  readonly since?: string;
  /** What to use in its place. */
  readonly deprecated?: string;
  /** Current releases read this key in its place; empty where there is none. */
  readonly renamed?: string;
  /** Read only where `runtime` names this file. */
  readonly runtime?: string;
  readonly source: Source;
}

export interface Backend {
  readonly name: string;
  readonly source: Source;
  /** Whether an input may be `optional: true`: always, only without batching, or never. */
  readonly optionalInputs: 'allowed' | 'unbatched' | 'refused';
  /** `free` where the model's own code reads whatever keys it likes. */
  readonly otherKeys: 'ignored' | 'free';
  readonly parameters: readonly BackendParameter[];
}

export interface AcceleratorOption {
  readonly name: string;
  readonly type: 'bool' | 'int' | 'string' | 'choice';
  readonly allowed?: readonly string[];
}

export const backends: readonly Backend[] = data.backends as readonly Backend[];

const byName = new Map(backends.map((backend) => [backend.name, backend]));

export const findBackend = (name: string): Backend | undefined => byName.get(name);

/** Keys that Triton itself reads, whatever the backend. */
export const coreParameters: readonly string[] = data.coreParameters;

/** `optimization { execution_accelerators { … } }` as the onnxruntime backend reads it. */
export const accelerators: {
  readonly gpu: readonly string[];
  readonly cpu: readonly string[];
  /** Options of the TensorRT accelerator; any other is refused. */
  readonly tensorrt: readonly AcceleratorOption[];
} = data.accelerators as typeof accelerators;

/** Spellings of a bool that the backend utilities convert, in any case (backend/src/backend_common.cc ParseBoolValue). */
const booleanWords = new Set(['true', 'on', '1', 'false', 'off', '0']);

/** Whether the backend reads a value as what it asks for; an empty text is none. */
export function acceptsValue(parameter: BackendParameter, value: string): boolean {
  const text = parameter.foldCase ? value.toLowerCase() : value;
  if (parameter.allowed?.some((one) => (parameter.foldCase ? one.toLowerCase() : one) === text)) return true;
  switch (parameter.type) {
    case 'bool':
      return !parameter.allowed && booleanWords.has(value.toLowerCase());
    case 'int':
    case 'size':
      // std::stoi reads a number at the beginning and ignores what follows.
      return !parameter.allowed && /^\s*[+-]?\d/.test(value);
    case 'count':
      return /^\d+$/.test(value);
    case 'int-list':
      return /^\s*\d+\s*(,\s*\d+\s*)*$/.test(value);
    case 'choice':
      return false;
    default:
      return true;
  }
}
