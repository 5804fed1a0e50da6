/** A read that is made once for each id, whoever waits for it; for as long as whoever holds it lives. */
export const onceEach = <T>(read: (id: string) => Promise<T>): ((id: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (id) => {
    const asked = known.get(id)
    if (asked) return asked
    const reading = read(id)
    known.set(id, reading)
    return reading
  }
}
