/** The channels a step can use, and what each needs from a contact. One vocabulary from table key to screen. */
export const channels = ['email', 'sms', 'call', 'linkedin', 'task'] as const
export type Channel = (typeof channels)[number]

/** The kinds of address that a message can go to. LinkedIn notes and tasks are handed to a person and need none. */
export type AddressKind = 'email' | 'phone'

/** What a channel sends to; null where a person carries the message out. */
export const addressKindOf = (channel: Channel): AddressKind | null => {
  switch (channel) {
    case 'email':
      return 'email'
    case 'sms':
    case 'call':
      return 'phone'
    case 'linkedin':
    case 'task':
      return null
    default:
      return channel satisfies never
  }
}

/** Channels for which the contact's consent is asked; the keys of a consent record. */
export const consentChannels = ['email', 'sms', 'call'] as const
export type ConsentChannel = (typeof consentChannels)[number]

/** Whether a message on this channel counts toward the daily touch limit (requirements: tasks do not). */
export const countsAsTouch = (channel: Channel): boolean => channel !== 'task'
