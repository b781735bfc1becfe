// Holds the one direction in which knowledge flows: files -> trees -> Deployment -> findings and predictions.
// docs/architecture.md draws the same order; a new edge needs a change there first.
const layers = {
  grammar: [],
  workspace: ['grammar'],
  // The type of a schema alone, which data of the catalogue has.
  catalog: ['grammar'],
  deployment: ['grammar', 'workspace', 'catalog'],
  simulator: ['catalog', 'deployment', 'grammar'],
  lint: ['grammar', 'workspace', 'catalog', 'deployment', 'simulator'],
  server: ['grammar', 'workspace', 'catalog', 'deployment', 'lint', 'simulator'],
  cli: ['grammar', 'workspace', 'catalog', 'deployment', 'lint', 'simulator', 'server'],
  client: ['grammar', 'workspace', 'catalog', 'deployment', 'lint', 'simulator', 'server'],
};
const everything = Object.keys(layers);

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...everything.map((layer) => ({
      name: `${layer}-imports-only-what-is-below`,
      severity: 'error',
      from: { path: `^${layer}/` },
      to: {
        path: `^(${everything.filter((other) => other !== layer && !layers[layer].includes(other)).join('|')})/`,
      },
    })),
    {
      name: 'core-runs-in-a-browser',
      comment: 'grammar, catalog, deployment, lint and simulator know no file system and no editor',
      severity: 'error',
      from: { path: '^(grammar|catalog|deployment|lint|simulator)/|^workspace/[^/]+$|^client/panel/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'disk-only-at-the-edges',
      severity: 'error',
      from: { pathNot: '^(workspace/node|server|cli|client|test|bench|scripts)/' },
      to: { path: '^workspace/node/' },
    },
    {
      name: 'editor-api-only-in-client',
      severity: 'error',
      from: { pathNot: '^client/' },
      to: { path: '^(vscode$|vscode-languageclient)|node_modules/vscode-languageclient' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
    builtInModules: { add: ['vscode'] },
  },
};
