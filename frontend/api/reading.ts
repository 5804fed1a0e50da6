/** What comes from outside, told apart without taking it at its word. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What was kept as JSON, where it still has the expected shape; null otherwise. */
export const kept = <T>(stored: string | null, isT: (value: unknown) => value is T): T | null => {
  if (stored === null) return null
  try {
    const value: unknown = JSON.parse(stored)
    return isT(value) ? value : null
  } catch {
    return null
  }
}
