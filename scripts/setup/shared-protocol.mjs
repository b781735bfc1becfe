// The two ends of the language server protocol, extension and server, are made of the same packages. These are bundled
// once, into a file that stands beside both: the extension has to stay small. Of the two versions that are installed, as
// client and server each name theirs, it is the client's, the newer one: 3.18.5 differs from 3.18.4 by mended faults.

/** The modules, each under the name that the file exports it by. */
const modules = {
  common: 'vscode-languageserver-protocol',
  node: 'vscode-languageserver-protocol/node',
  types: 'vscode-languageserver-types',
};
const file = './protocol.cjs';

/** The source of that file. */
export const protocolModule = Object.entries(modules)
  .map(([name, path]) => `exports.${name} = require('${path}');`)
  .join('\n');

/** Has a bundle take the modules from the file, at run time. */
export const sharedProtocol = {
  name: 'shared-protocol',
  setup(build) {
    build.onResolve({ filter: /^vscode-languageserver-(protocol|types)/ }, ({ path }) => {
      const name = Object.keys(modules).find((name) => modules[name] === path);
      return name && { path: name, namespace: 'protocol' };
    });
    build.onResolve({ filter: /^\.\/protocol\.cjs$/, namespace: 'protocol' }, () => ({
      path: file,
      external: true,
    }));
    build.onLoad({ filter: /.*/, namespace: 'protocol' }, ({ path }) => ({
      contents: `module.exports = require('${file}').${path};`,
    }));
  },
};
