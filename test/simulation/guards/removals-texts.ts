/** Guards of the words that leave, of what people say of messages, and of conditions and closed days: the same list as removals.ts, continued. */
import type { Weights } from '../script.ts'
import type { Removal } from './removals.ts'

const written: Weights = { more: { write: 8, restore: 4, enroll: 3 } }

export const removalsOfTexts: Removal[] = [
  {
    guard: 'a draft leaves only with the very text that was approved',
    file: 'domain/gates.ts',
    text: 'if (known && approved && hash !== undefined && hash === item.approved &&',
    instead: 'if (known && approved && hash !== undefined &&',
    weights: { more: { rewrite: 30, approve: 4, enroll: 4 }, faults: { slow: 0.6, lost_answer: 0.1, crash_after: 0.05 } },
  },
  {
    guard: 'what is with a provider cannot be written over any more',
    file: 'domain/decide/edit-message.ts',
    text: "if (item.state === 'claimed') return { kind: 'refused', reason: 'claim_in_flight' }",
    instead: '',
    weights: { more: { write: 25, enroll: 3 }, faults: { crash_after: 0.1, crash_before: 0, provider_silent: 0.4, never_fires: 0 } },
  },
  {
    guard: 'a text by hand leaves in place of its template',
    file: 'domain/plan.ts',
    text: 'item.edited === true || needsApproval(step)',
    instead: 'needsApproval(step)',
    weights: written,
  },
  {
    guard: 'a message that is given back speaks by its template again',
    file: 'domain/decide/edit-message.ts',
    text: 'const { edited: _edited, approval: _approval, approved: _approved, draftAt: _remade, ...own } = item',
    instead: 'const own = item',
    weights: written,
  },
  {
    guard: 'what a person says to have arrived counts as sent',
    file: 'domain/decide/sweep.ts',
    text: "const left = withMessage(startChange(head), enrollment.id, { ...sent, state: 'sent' })",
    instead: "const left = withMessage(startChange(head), enrollment.id, { ...sent, state: 'scheduled' })",
    weights: { more: { settle: 12, enroll: 3 }, faults: { provider_silent: 0.5, event_dropped: 0.9 } },
  },
  {
    guard: 'what must not happen is waited out, and turned round',
    file: 'domain/ask-condition.ts',
    text: 'return test.not ? negated(settled) : settled',
    instead: 'return settled',
  },
  {
    guard: 'a branch leads to its step and no further',
    file: 'domain/gates.ts',
    text: "return { becomes: 'past', reason: 'branched_past', to: course.goTo }",
    instead: "return { becomes: 'past', reason: 'branched_past', to: null as never }",
    weights: { more: { enroll: 3 } },
  },
  {
    guard: 'nothing leaves while its owner is away',
    file: 'domain/departure.ts',
    text: 'if (!absence) return at',
    instead: 'if (!absence || at > 0) return at',
    weights: { more: { absence: 15, enroll: 2 } },
  },
  {
    guard: 'nothing leaves on a holiday of the contact’s place',
    file: 'domain/windows.ts',
    text: '!holidays.includes(day.toString()))',
    instead: 'holidays.length > 0)',
  },
]
