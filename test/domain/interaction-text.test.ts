import { expect, it } from 'vitest'
import { interactionText } from '../../functions/domain/interaction-text.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'

it.each([
  ['email', 'The contact opted out of emails.'],
  ['sms', 'The contact opted out of texts.'],
  ['call', 'The contact opted out of calls.'],
] as const)('Leaving is said of everything that would come by %s', (channel, sentence) => {
  // Only these fields are looked at.
  expect(interactionText({ kind: 'unsubscribed', channel } as Interaction, null)).toBe(sentence)
})
