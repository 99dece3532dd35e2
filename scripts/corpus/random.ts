import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chances that follow from a seed alone, the same on every machine. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** The key of one of the weights, which are whole numbers. */
  weighed<Key extends string>(weights: Readonly<Record<Key, number>>): Key;
  /** A rank from 0 to `size` - 1 by Zipf's law: rank r comes about 1 / (r + 1) as often as rank 0. */
  zipf(size: number): number;
}

/**
 * The chances of one thing of the corpus, named by `path`: each has its own, so that it is the same
 * whatever was made before it.
 */
export function randomOf(...path: (string | number)[]): Random {
  const generator = xoroshiro128plus(hash(path.join('/')));
  // Its first numbers follow the seed too closely.
  for (let skipped = 0; skipped < 8; skipped += 1) generator.next();
  const whole = (least: number, most: number) => uniformInt(generator, least, most);
  const part = () => (generator.next() >>> 0) / 2 ** 32;
  return {
    whole,
    chance: (probability) => part() < probability,
    pick<T>(items: readonly T[]) {
      return items[whole(0, items.length - 1)] as T;
    },
    weighed<Key extends string>(weights: Readonly<Record<Key, number>>) {
      const entries = Object.entries<number>(weights) as [Key, number][];
      let left = whole(
        1,
        entries.reduce((sum, [, weight]) => sum + weight, 0),
      );
      for (const [key, weight] of entries) {
        left -= weight;
        if (left <= 0) return key;
      }
      throw new Error('the weights are not whole numbers');
    },
    zipf: (size) => Math.min(size, Math.floor((size + 1) ** part())) - 1,
  };
}

/** FNV-1a with the last step of MurmurHash3, so that neighbours have nothing in common. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
