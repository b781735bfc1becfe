import type { Lines } from './lines.ts';

/** Neighbouring fields, with the comments that belong to them, to be put in the order of their names. */
export class SortGroup {
  private names: string[] = [];
  private starts: number[] = [];

  constructor(private readonly lines: Lines) {}

  /** What is printed from here on belongs to a field of that name. */
  begin(name: string): void {
    this.names.push(name);
    this.starts.push(this.lines.count);
  }

  /** What is printed from here on has its place: no field passes it. */
  end(): void {
    const { names, starts } = this;
    const order = names
      .map((_, i) => i)
      .sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
    if (order.length > 1) this.lines.reorder(starts, order);
    this.names = [];
    this.starts = [];
  }
}
