/** Why an enrollment is paused and what ends that, as sentences. */
import type { LiveEnrollment } from './contact.ts'
import { reviewReason, takenOverReason } from './decide/pause.ts'
import { momentText } from './say-when.ts'

type Pause = { [K in 'pauseReason' | 'resumeAt' | 'takenOverBy']?: LiveEnrollment[K] | undefined }

/** To go after `paused`: `: on leave. Resume it to go on.` */
export const pauseText = ({ pauseReason, resumeAt, takenOverBy }: Pause, zone: string): string => {
  if (pauseReason === reviewReason) return ': a reply waits for a decision. Read it, then continue the enrollment or end it.'
  if (pauseReason === takenOverReason)
    return `: ${takenOverBy ?? 'a person'} has taken it over and goes on by hand. Resume it to let the sequence go on.`
  const why = pauseReason ? `: ${pauseReason.replace(/\.$/, '')}` : ''
  const until = resumeAt === undefined ? 'Resume it to go on.' : `It resumes by itself at ${momentText(resumeAt, zone)}.`
  return `${why}. ${until}`
}
