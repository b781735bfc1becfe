import type { ContentTree } from './content.ts';
import type { TracedRequest } from './workload.ts';

/** Puts what traced requests have in common into the tree: one node a hash, as long as the tokens it stands for. */
export function traceContent(tree: ContentTree): (request: TracedRequest) => number {
  const children = new Map<string, number>();
  return ({ hashes, hashTokens, promptTokens }) => {
    let node = -1;
    if (!hashes || !hashTokens) return node;
    for (let at = 0; at < hashes.length; at++) {
      const tokens = Math.min(hashTokens, promptTokens - at * hashTokens);
      if (tokens <= 0) break;
      // A hash stands for all tokens before it too, but nothing is lost by looking at its parent.
      const key = `${node}/${hashes[at]}/${tokens}`;
      let child = children.get(key);
      if (child === undefined) {
        child = tree.add(node, tokens);
        children.set(key, child);
      }
      node = child;
    }
    return node;
  };
}
