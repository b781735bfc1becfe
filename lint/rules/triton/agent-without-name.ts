import { messageFields, scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const agentWithoutName: Rule = {
  code: 'BWT064',
  name: 'agent-without-name',
  area: 'triton',
  severity: 'error',
  appliesTo: '`model_repository_agents`, Triton 21.03 and later',
  summary: 'A repository agent has no name.',
  why: 'Triton runs the library `libtritonrepoagent_<name>.so` before it loads the model; without a name there is none to find, and the model does not load.',
  remedy: 'Give `name`, such as `checksum`.',
  sources: ['triton-inference-server/core src/repo_agent.cc TritonRepoAgentManager::CreateAgent'],
  examples: {
    bad: [
      'backend: "python"\nmodel_repository_agents { agents [ «{ parameters { key: "a" value: "b" } }» ] }\n',
    ],
    good: [
      'backend: "python"\nmodel_repository_agents { agents [ { name: "checksum" parameters { key: "a" value: "b" } } ] }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_repository_agents')) {
      if (!config.whole) continue;
      const agents = messageFields(config.root, 'model_repository_agents').flatMap((block) =>
        messageFields(block, 'agents'),
      );
      for (const agent of agents) {
        const name = scalarField(agent, 'name');
        if (!name || stringValue(name) === '') report(config.file, agent.range, 'This agent has no `name`.');
      }
    }
  },
};
