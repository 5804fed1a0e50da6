/** Fifty first mails, three of them to addresses that do not exist: one more than a guardrail lets pass. */
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { World } from './world.ts'

const first = 900
const people = 50
const bouncing = 3

export const breakGuardrail = async (world: World): Promise<SequenceView> => {
  const sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Guarded',
    status: 'active',
    triggerStage: 'under-contract',
    steps: [
      { name: 'First', channel: 'email', delayMinutes: 0, subject: 'Hi', body: 'Hi {{first_name | default: "there"}}.' },
      { name: 'Second', channel: 'email', delayMinutes: 1440, subject: 'Again', body: 'Hi {{first_name | default: "there"}}.' },
    ],
  })
  const rows = Array.from({ length: people }, (_, i) => {
    const n = first + i
    const habit = i >= people - bouncing ? 'bounce' : 'success'
    return `c-${n},lead-${n},${habit}+${n}@simulator.amazonses.com,yes`
  })
  await world.api('POST', `/sequences/${sequence.id}/bulk-enroll`, { csv: ['contactId,leadId,email,consentEmail', ...rows].join('\n') })
  await world.advance('PT10M')
  return sequence
}
