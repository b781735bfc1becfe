import data from './data/nim-environment.json' with { type: 'json' };

/** A variable that configures a NIM container. */
export interface NimVariable {
  /** A trailing `*` stands for any ending. */
  readonly name: string;
  readonly meaning: string;
  /** As documentation or launcher say it, for people: it may depend on the profile. */
  readonly default?: string;
  /** `1.x`: TensorRT-LLM, vLLM and SGLang profiles; `2.x+`: vLLM. */
  readonly generations: readonly string[];
  /** Where name and meaning were read; only `documented` and `launcher` are facts that an error may rest on. */
  readonly evidence: 'documented' | 'launcher' | 'index' | 'usage' | 'memory';
  /** The option of the engine that it sets, such as `--max-model-len`. */
  readonly flag?: string;
  readonly allowed?: readonly string[];
  readonly required?: boolean;
  readonly note?: string;
}

export const nimVariables = data.variables as readonly NimVariable[];

/** The variable of a name, or the family that it belongs to. */
export function nimVariable(name: string): NimVariable | undefined {
  return (
    nimVariables.find((variable) => variable.name === name) ??
    nimVariables.find(
      (variable) => variable.name.endsWith('*') && name.startsWith(variable.name.slice(0, -1)),
    )
  );
}
