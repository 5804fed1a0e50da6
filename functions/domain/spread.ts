/** A contact's own share of a stretch of time: always the same for the same words, and over many contacts as even as chance. */

/** In [0, 1). FNV-1a over the words, then mixed (murmur3's finalizer), for its upper digits alone would follow the last letters. */
export const shareOf = (...words: readonly string[]): number => {
  let hash = 0x811c9dc5
  for (const letter of words.join(' ')) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
