import type { Dimension } from './tensors.ts';

/** The sizes of a shape; undefined where one of them is no size that a tensor can have. */
export function sizesOf(shape: readonly Dimension[]): number[] | undefined {
  const all = shape.map(({ size }) => size);
  return all.every((size) => size !== undefined && (size >= 1 || size === -1))
    ? (all as number[])
    : undefined;
}

/** Whether two shapes may be the same: of equal rank, and each size equal or one of the two -1. */
export const shapesFit = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, index) => size === b[index] || size === -1 || b[index] === -1);

export const showShape = (shape: readonly number[]): string => `[ ${shape.join(', ')} ]`;

/** From the first to the last dimension of a shape that has some. */
export const rangeOfDims = (dims: readonly Dimension[]): Dimension['node']['range'] => ({
  start: dims[0]!.node.range.start,
  end: dims.at(-1)!.node.range.end,
});
