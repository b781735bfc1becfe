import { baseName } from './path.ts';
import type { FileKind } from './source-file.ts';

const kindByExtension: Readonly<Record<string, FileKind>> = {
  pbtxt: 'triton-config',
  sh: 'shell',
  bash: 'shell',
  sbatch: 'shell',
  slurm: 'shell',
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  py: 'python',
  ipynb: 'notebook',
  json: 'json',
};

/**
 * What a file is, by its name and, where the name says nothing, by its first lines.
 * Any `.pbtxt` counts as a Triton configuration: repositories keep them as `config.pbtxt`,
 * `configs/<name>.pbtxt` and under the model's own name.
 */
export function fileKind(path: string, text?: string): FileKind {
  const whole = baseName(path).toLowerCase();
  // A template of Terraform is what its name says without the ending, a manifest unless that says something.
  const isTemplate = whole.endsWith('.tftpl');
  const name = isTemplate ? whole.slice(0, -'.tftpl'.length) : whole;
  if (/^(docker|container)file([._-]|$)/.test(name)) return 'dockerfile';
  const dot = name.lastIndexOf('.');
  const byName = dot < 0 ? undefined : kindByExtension[name.slice(dot + 1)];
  if (byName !== undefined) return byName;
  if (isTemplate) return 'yaml';
  return text === undefined ? 'other' : kindOfText(text);
}

/** `#!/usr/bin/env -S bash -e`, `#!/bin/sh`, `#!/usr/bin/python3`: the interpreter's name decides. */
function kindOfText(text: string): FileKind {
  if (!text.startsWith('#!')) return 'other';
  const words = text
    .slice(2, 256)
    .split(/[\r\n]/, 1)[0]!
    .trim()
    .split(/[ \t]+/)
    .map(baseName);
  const interpreter = words[0] === 'env' ? words.slice(1).find((word) => !/^-|=/.test(word)) : words[0];
  if (/^(ba|da|a|k|z)?sh$/.test(interpreter ?? '')) return 'shell';
  return /^python[\d.]*$/.test(interpreter ?? '') ? 'python' : 'other';
}
