/** Seeded randomness: the same seed and label give the same stream, whatever else was drawn before. */

export interface Random {
  /** 0 (included) to 1 (excluded). */
  next(): number
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

/** 32 bits of FNV-1a over a text, stirred once more so that neighbouring seeds have nothing in common. */
export const hashOf = (text: string, from = 0x811c9dc5): number => {
  let hash = from
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Mulberry32 (Tommy Ettinger's, public domain): one word of state, passes gjrand; plenty for choosing what goes wrong. */
export const randomOf = (seed: number, label: string): Random => {
  let state = hashOf(label, Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b))
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    int: (below) => Math.floor(next() * below),
    between: (least, most) => least + next() * (most - least),
    chance: (probability) => probability > 0 && next() < probability,
    pick: (list) => {
      const picked = list[Math.floor(next() * list.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
  }
}
