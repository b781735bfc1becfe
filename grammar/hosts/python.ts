import { parser } from '@lezer/python';
import type { HostKind } from '../command.ts';
import type { PythonCall } from '../python-call.ts';
import type { Excerpt } from '../shell/excerpt.ts';
import { deepestTree, PythonNames } from './python-names.ts';
import { PythonReader } from './python-reader.ts';

/**
 * The calls of Python code whose names are known, in the order in which they stand. Nothing is run: an argument that is
 * no literal, no constant and no name out of a module is unknown. Any text can be read.
 */
export function readPython(code: Excerpt, host: HostKind): PythonCall[] {
  const tree = parser.parse(code.text);
  const names = new PythonNames(tree.topNode, code.text);
  const reader = new PythonReader(code, names, host);
  const calls: PythonCall[] = [];
  let depth = 0;
  tree.iterate({
    enter: ({ name, node }) => {
      if (depth >= deepestTree) return false;
      depth++;
      const call = name === 'CallExpression' ? reader.call(node) : undefined;
      if (call) calls.push(call);
      return true;
    },
    leave: () => {
      depth--;
    },
  });
  return calls;
}
