/** Ways in which a person ends an enrollment, and what each leads to. */
import type { EnrollmentActionName } from '../../composables/use-enrollment-actions.ts'

export const endings = ['exit', 'convert', 'book', 'reject', 'cancel'] as const satisfies readonly EnrollmentActionName[]
export type Ending = (typeof endings)[number]

interface Words {
  title: (name: string) => string
  text: string
  action: string
  /** What the sequence that follows gets to know; an ending that nothing follows has none. */
  handsOn: boolean
}

export const endingWords: Record<Ending, Words> = {
  exit: {
    title: (name) => `End it: ${name} replied`,
    text: 'Nothing more of this sequence is sent. What follows a reply is said by its exit routes.',
    action: 'End as replied',
    handsOn: true,
  },
  convert: {
    title: (name) => `${name} has converted`,
    text: 'Nothing more of this sequence is sent, and it counts as a conversion.',
    action: 'Mark as converted',
    handsOn: true,
  },
  book: {
    title: (name) => `${name} has booked a meeting`,
    text: 'Nothing more of this sequence is sent. Without a route of its own, a hand-off opens under Approvals.',
    action: 'Mark as booked',
    handsOn: true,
  },
  reject: {
    title: (name) => `${name} has declined`,
    text: 'Nothing more of this sequence is sent.',
    action: 'Mark as rejected',
    handsOn: true,
  },
  cancel: {
    title: (name) => `End this sequence for ${name}?`,
    text: 'Nothing more of it is sent, and no other sequence follows. It cannot be taken up again, only begun anew.',
    action: 'End the sequence',
    handsOn: false,
  },
}
