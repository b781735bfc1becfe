import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * Normal and exponential numbers by the ziggurat of Marsaglia and Tsang (2000, Journal of Statistical Software 5(8)):
 * the density is covered with layers of equal area, and nearly every number is a uniform one times the width of a
 * layer. The layer comes from bits of its own, as Doornik (2005, "An Improved Ziggurat Method to Generate Normal
 * Random Samples") has it, so that it and the place within it are independent.
 */
interface Layers {
  /** Width of each layer, and beyond the last 0. The first one is as wide as a box with the area of base and tail. */
  readonly width: Float64Array;
  /** The share of a layer that lies under the density whatever the height. */
  readonly inner: Float64Array;
  /** The density at the outer edge of each layer. */
  readonly height: Float64Array;
  /** Where the tail begins. */
  readonly tail: number;
}

/** 128 layers under exp(−x²/2): where the tail begins and the area of each, from Doornik (2005), section 3. */
const normal = layersOf(
  128,
  3.442619855899,
  9.91256303526217e-3,
  (x) => Math.exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * Math.log(y)),
);

/** 256 layers under exp(−x), from Marsaglia and Tsang (2000), section 3. */
const exponential = layersOf(
  256,
  7.69711747013105,
  3.949659822581557e-3,
  (x) => Math.exp(-x),
  (y) => -Math.log(y),
);

/** A standard normal number. */
export function drawNormal(generator: RandomGenerator): number {
  for (;;) {
    const layer = generator.next() >>> 25;
    // A whole number of 32 bits, sign included, as a share of the layer.
    const share = generator.next() * 2 ** -31;
    if (Math.abs(share) < normal.inner[layer]!) return share * normal.width[layer]!;
    if (layer === 0) return share < 0 ? -normalTail(generator) : normalTail(generator);
    const x = share * normal.width[layer]!;
    if (isUnder(normal, layer, Math.exp(-0.5 * x * x), uniformFloat64(generator))) return x;
  }
}

/** An exponential number of mean 1. */
export function drawExponential(generator: RandomGenerator): number {
  for (;;) {
    const layer = generator.next() >>> 24;
    const share = (generator.next() >>> 0) * 2 ** -32;
    if (share < exponential.inner[layer]!) return share * exponential.width[layer]!;
    // What is beyond a point of an exponential density is that density again.
    if (layer === 0) return exponential.tail - Math.log(1 - uniformFloat64(generator));
    const x = share * exponential.width[layer]!;
    if (isUnder(exponential, layer, Math.exp(-x), uniformFloat64(generator))) return x;
  }
}

/** Whether a place in the part of a layer that the density crosses is under it, `up` of the way from foot to top. */
function isUnder({ height }: Layers, layer: number, density: number, up: number): boolean {
  return height[layer]! + up * (height[layer + 1]! - height[layer]!) < density;
}

/** Marsaglia's (1964) method for the tail of a normal density. */
function normalTail(generator: RandomGenerator): number {
  for (;;) {
    const x = -Math.log(1 - uniformFloat64(generator)) / normal.tail;
    if (-2 * Math.log(1 - uniformFloat64(generator)) > x * x) return normal.tail + x;
  }
}

function layersOf(
  count: number,
  tail: number,
  area: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): Layers {
  const width = new Float64Array(count + 1);
  width[0] = area / density(tail);
  width[1] = tail;
  for (let layer = 2; layer < count; layer++)
    width[layer] = inverse(area / width[layer - 1]! + density(width[layer - 1]!));
  return {
    width,
    inner: Float64Array.from({ length: count }, (_, layer) => width[layer + 1]! / width[layer]!),
    height: width.map(density),
    tail,
  };
}
