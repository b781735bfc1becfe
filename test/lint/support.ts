import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../deployment/load.ts';
import type { Project } from '../../deployment/project.ts';
import type { Finding } from '../../lint/finding.ts';
import { lint, type RuleSelection } from '../../lint/index.ts';
import type { LintOptions } from '../../lint/rule.ts';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';

export type Files = Readonly<Record<string, string>>;

/** A project of texts by path, read as a walk over their folder would read them. */
export const projectOf = (files: Files): Promise<Project> => loadProject(new MemoryWorkspace(files), ['.']);

export async function lintFiles(
  files: Files,
  options: Partial<LintOptions> & RuleSelection = {},
): Promise<Finding[]> {
  return lint(await projectOf(files), options);
}

/** `code line` of each finding, lines from 1. */
export function codesByLine(files: Files, findings: readonly Finding[]): string[] {
  return findings.map(({ code, path, range }) => `${code} ${lineOf(files[path] ?? '', range.start)}`);
}

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Every text of a folder on disk, by its path below it; empty files keep folders alive and are kept. */
export function filesBelow(folder: string, prefix = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(files, filesBelow(path, `${prefix}${name}/`));
    else files[`${prefix}${name}`] = readFileSync(path, 'utf8');
  }
  return files;
}
