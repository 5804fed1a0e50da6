/** What a touch of a calendar comes to, in a word and a sentence. */
import type { ContactPlan } from '../../functions/contract/api/preview.ts'
import type { Tone } from './statuses.ts'
import { dayIn } from './when.ts'

type Touch = Pick<ContactPlan['touches'][number], 'becomes' | 'reason' | 'text' | 'at' | 'timeZone'>
interface PlannedWord {
  word: string
  tone: Tone
  mark: 'dot' | 'ring' | 'none'
}

const words: Record<Touch['becomes'], PlannedWord> = {
  sent: { word: 'Leaves', tone: 'good', mark: 'dot' },
  handed_over: { word: 'Handed over', tone: 'good', mark: 'ring' },
  skipped: { word: 'Skipped', tone: 'plain', mark: 'none' },
  held: { word: 'Held', tone: 'warn', mark: 'ring' },
  beyond: { word: 'Later', tone: 'plain', mark: 'ring' },
}

/** It leaves all the same, on a day with room: at the contact's place, where the limit counts. */
const movedByLimit = ({ becomes, reason }: Touch): boolean => reason === 'touch_limit' && (becomes === 'sent' || becomes === 'handed_over')

export const plannedWord = (touch: Touch): PlannedWord =>
  touch.reason === 'waiting_for_outcome'
    ? { word: 'Waits', tone: 'warn', mark: 'ring' }
    : movedByLimit(touch)
      ? { word: 'Moved', tone: 'warn', mark: 'ring' }
      : words[touch.becomes]

/** `Moved to Thu, Nov 26: the daily limit of touches leaves no room earlier.`; else the reason as the API says it. */
export const plannedText = (touch: Touch, locale?: string): string | null =>
  movedByLimit(touch) && touch.at !== null
    ? `Moved to ${dayIn(touch.at, touch.timeZone, locale)}: the daily limit of touches leaves no room earlier.`
    : touch.text
