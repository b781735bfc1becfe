import { tritonRoot, tritonSchema } from '../../catalog/triton-schema.ts';
import { checkMessage, type SchemaIssue, type SchemaIssueId } from '../../grammar/textproto/index.ts';
import type { RuleContext } from '../rule.ts';
import { type ModelConfig, modelConfigs } from './model-config.ts';

const checked = new WeakMap<ModelConfig, readonly SchemaIssue[]>();

/** What Triton's schema has against a config; worked out once for all rules about it. */
export function schemaIssues(config: ModelConfig): readonly SchemaIssue[] {
  let issues = checked.get(config);
  if (!issues) {
    issues = checkMessage(config.config.tree, tritonSchema, tritonRoot);
    checked.set(config, issues);
  }
  return issues;
}

/** Every issue of some kinds in every config of a project. */
export function* issuesOfKind(
  { project }: RuleContext,
  ids: readonly SchemaIssueId[],
): Generator<[ModelConfig, SchemaIssue]> {
  for (const config of modelConfigs(project)) {
    for (const issue of schemaIssues(config)) if (ids.includes(issue.id)) yield [config, issue];
  }
}
