/** Whether one word was probably meant to be another. */
const plain = (text: string): string => text.toLowerCase().replaceAll('_', '')

/** Equal but for case and underscores, or one letter wrong, missing or too many, or two neighbours swapped, in words of five letters and more. */
export const isNearMiss = (name: string, other: string): boolean => {
  const [a, b] = [plain(name), plain(other)]
  if (a === b) return true
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  const [restA, restB] = [a.slice(from), b.slice(from)]
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return swapped || restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB
}
