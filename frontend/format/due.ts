/** When the next thing is due, as a list is narrowed by it. */
export const dueChoices = ['any', 'overdue', 'today', 'week'] as const
export type Due = (typeof dueChoices)[number]

export const dueNames: Record<Due, string> = {
  any: 'Any next time',
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Next 7 days',
}

/** From when and until when, ISO 8601: today is what is left of the viewer's day, and what is overdue belongs to neither day nor week. */
export const dueTimes = (due: Due, now: Date): { dueFrom?: string; dueBefore?: string } => {
  const at = now.toISOString()
  switch (due) {
    case 'any':
      return {}
    case 'overdue':
      return { dueBefore: at }
    case 'today': {
      const midnight = new Date(now)
      midnight.setHours(24, 0, 0, 0)
      return { dueFrom: at, dueBefore: midnight.toISOString() }
    }
    case 'week':
      return { dueFrom: at, dueBefore: new Date(now.getTime() + 7 * 86_400_000).toISOString() }
    default:
      return due satisfies never
  }
}
