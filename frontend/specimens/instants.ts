/** Instants of the specimens: around the moment at which they are looked at, so that what is due today is due today. */
const now = Date.now()

interface Span {
  days?: number
  hours?: number
  minutes?: number
}
const milliseconds = ({ days = 0, hours = 0, minutes = 0 }: Span): number => ((days * 24 + hours) * 60 + minutes) * 60_000

export const ago = (span: Span): string => new Date(now - milliseconds(span)).toISOString()
export const ahead = (span: Span): string => new Date(now + milliseconds(span)).toISOString()
