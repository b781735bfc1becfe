// What the rules say of the public model repositories and manifests in ../shared/corpus, for docs/corpus-review.md.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readProject } from '../../deployment/load.ts';
import type { Project } from '../../deployment/project.ts';
import type { Finding } from '../../lint/finding.ts';
import { lint } from '../../lint/index.ts';
import { fileKind } from '../../workspace/file-kind.ts';
import { SourceFile } from '../../workspace/source-file.ts';
import { corpusReasons } from './corpus-reasons.ts';

const shared = join(import.meta.dirname, '../../../shared');
const folder = join(shared, 'corpus/pbtxt');
const manifests = join(shared, 'corpus/kubernetes');

interface Entry {
  readonly file: string;
  readonly repo: string;
  readonly path: string;
  readonly protocOk: boolean;
}

export interface CorpusReview {
  /** Of configs that the C++ parser reads, and of manifests. */
  readonly errors: readonly Finding[];
  readonly others: readonly Finding[];
  readonly accepted: number;
  readonly manifests: number;
}

/** Lints the configs of the corpus as one project and its manifests as another; undefined where the corpus is not beside the checkout. */
export function reviewCorpus(): CorpusReview | undefined {
  if (!existsSync(folder)) return undefined;
  const index = JSON.parse(readFileSync(join(shared, 'corpus/pbtxt_index.json'), 'utf8')) as Entry[];
  // Some paths stand for several commits, of which the file is the last.
  const refused = new Set(
    index.filter(({ protocOk }) => !protocOk).map(({ file }) => file.replace('corpus/pbtxt/', '')),
  );
  const configs = filesBelow(folder, /\.pbtxt$/);
  const others = filesBelow(manifests, /\.ya?ml$/);
  const findings = [
    ...lint(configs.project).filter(({ path }) => !refused.has(path)),
    ...lint(others.project),
  ];
  return {
    errors: findings.filter(({ severity }) => severity === 'error'),
    others: findings.filter(({ severity }) => severity !== 'error'),
    accepted: configs.files.filter(({ path }) => !refused.has(path)).length,
    manifests: others.files.length,
  };
}

function filesBelow(on: string, wanted: RegExp): { project: Project; files: readonly SourceFile[] } {
  const paths = existsSync(on) ? [...pathsBelow(on, '')] : [];
  const files = paths
    .filter((path) => wanted.test(path))
    .map((path) => new SourceFile(path, readFileSync(join(on, path), 'utf8'), fileKind(path)));
  return { project: readProject(files, new Set(paths)), files };
}

function* pathsBelow(on: string, prefix: string): Generator<string> {
  for (const name of readdirSync(on).sort()) {
    yield `${prefix}${name}`;
    const path = join(on, name);
    if (statSync(path).isDirectory()) yield* pathsBelow(path, `${prefix}${name}/`);
  }
}

/** `BWE001 triton-inference-server/server/qa/…/config.pbtxt`: what a reason is kept under. */
export const reasonKey = ({ code, path }: Finding): string => `${code} ${path}`;

export function renderCorpusReview({ errors, others, accepted, manifests: read }: CorpusReview): string {
  const rows = [...groupByKey(errors)].map(([key, found]) => {
    const { code, path } = found[0]!;
    const [owner, repository, ...rest] = path.split('/');
    const said = [...new Set(found.map(({ message }) => message))].map(cell).join('<br>');
    return `| ${owner}/${repository} | ${rest.join('/')} | [${code}](rules/${code}.md) | ${said} | ${cell(corpusReasons[key] ?? '**not reviewed**')} |`;
  });
  return `# Errors on public configurations

${accepted} model configurations of public repositories are read by Triton's own text-format parser, and ${read} manifests for Kubernetes start engines. These are all the errors that the rules report in them, each with the reason why the model or the manifest would be refused all the same. Reasons are kept by hand in \`scripts/docs/corpus-reasons.ts\`; a test fails where an error has none. The page is made by \`npx tsx scripts/docs/build.ts\`.

| repository | file | rule | what is said | why it is right |
|---|---|---|---|---|
${rows.join('\n')}

## Warnings and infos

| rule | severity | findings |
|---|---|---|
${countByRule(others).join('\n')}
`;
}

function groupByKey(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = reasonKey(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
}

function countByRule(findings: readonly Finding[]): string[] {
  const counts = new Map<string, number>();
  for (const { code, name, severity } of findings) {
    const key = `| [${code}](rules/${code}.md) ${name} | ${severity} |`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `${key} ${count} |`);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
