import type { Facts } from './facts.ts';

interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly default: string | null;
  readonly generation: string;
  readonly confidence: string;
  readonly maps_to?: string;
  readonly allowed?: string | readonly string[];
  readonly required?: boolean;
  readonly note?: string;
}

/** The variables that configure a NIM container. An entry of the facts may name several of one meaning. */
export function nimEnvironment(facts: Facts) {
  const { env } = facts.json<{ env: Variable[] }>('engines/nim_env.json');
  return {
    source:
      'docs.nvidia.com/nim/large-language-models 1.10 to 3.0 (configuration, environment variables, KV-cache reuse), and public copies of the 1.x launcher',
    variables: env.flatMap((variable) =>
      namesOf(variable.name).map((name) => ({
        name,
        meaning: variable.meaning,
        ...(variable.default !== null && { default: variable.default }),
        generations: variable.generation.split(',').map((each) => each.trim()),
        evidence: evidenceOf(variable.confidence),
        ...(variable.maps_to?.startsWith('--') && { flag: variable.maps_to }),
        ...(Array.isArray(variable.allowed) && { allowed: variable.allowed }),
        ...(variable.required && { required: true }),
        ...(variable.note !== undefined && { note: variable.note }),
      })),
    ),
  };
}

/** `A / B`; `NIM_CORS_ALLOW_ORIGINS/_METHODS/…` is a family, of which only the prefix is sure. */
function namesOf(written: string): string[] {
  if (written.includes('/_')) return ['NIM_CORS_*'];
  return written
    .split('/')
    .map((name) => name.trim())
    .filter((name) => /^(NIM|NGC|HF)_/.test(name));
}

/** How far a name, its meaning and its default are to be trusted. */
function evidenceOf(confidence: string): 'documented' | 'launcher' | 'index' | 'usage' | 'memory' {
  if (confidence === 'doc') return 'documented';
  if (confidence.startsWith('launcher')) return 'launcher';
  if (confidence.startsWith('genindex')) return 'index';
  return confidence.startsWith('repo-usage') ? 'usage' : 'memory';
}
