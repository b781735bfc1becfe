import { describe, expect, it } from 'vitest';
import { parseTextproto } from '../../../grammar/textproto/index.ts';
import { moveTree } from '../../../grammar/textproto/move-tree.ts';

const shift = (by: number) => (range: { start: number; end: number }) => ({
  start: range.start + by,
  end: range.end + by,
});

describe('moveTree', () => {
  const before = '# a page\n';
  const config =
    'name: "m" # said\ninput [ { dims: [ 1, 2 ] } ]\nparameters { key: "a" value < string_value: "b" > }\n';

  it('gives the tree of a text that stands later in a file, place by place', () => {
    const moved = moveTree(parseTextproto(config), before + config, shift(before.length));
    const whole = parseTextproto(before + config);
    expect(moved.root.fields).toEqual(whole.root.fields);
    expect(moved.comments).toEqual(whole.comments.slice(1));
    expect(moved.text).toBe(before + config);
  });

  it('moves mistakes with the places that the C++ reader names', () => {
    const broken = 'name: "m"\ninput [ { dims: } ]\n= 1\n';
    const moved = moveTree(parseTextproto(broken), before + broken, shift(before.length));
    const whole = parseTextproto(before + broken);
    expect(whole.issues.length).toBeGreaterThan(0);
    expect(moved.issues).toEqual(whole.issues);
  });

  it('keeps a tree as it is where nothing moves', () => {
    const tree = parseTextproto(config);
    expect(moveTree(tree, config, (range) => range)).toEqual(tree);
  });
});
