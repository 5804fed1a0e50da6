/** Before the first text to a number: what kind of line it is, looked up once and kept with the head. */
import type { ContactHead, LineType } from '../domain/contact.ts'
import { decide } from '../domain/decide.ts'
import type { Signal } from '../domain/signal.ts'

export interface LinePorts {
  /** Absent or null where nobody looks numbers up. Never throws. */
  lineTypes?: {
    typeOf(number: string): Promise<{ kind: 'typed'; lineType: LineType | 'invalid' } | { kind: 'failed'; reason: string }>
  } | null
}

type Typed = Extract<Signal, { kind: 'line_typed' }>

/** Asks for one piece of work: however often its head is read anew, each number is looked up once. */
export const lineAsking = ({ lineTypes }: LinePorts) => {
  const asked = new Map<string, ReturnType<NonNullable<typeof lineTypes>['typeOf']>>()
  /**
   * What is found out about the number that `due` would text now (`now` in epoch milliseconds). Nothing where no text would leave, or the
   * line is known; a lookup that fails keeps no text back.
   */
  return async (head: ContactHead, due: Signal, now: number): Promise<Typed[]> => {
    const { phone } = head.addresses
    if (!lineTypes || !phone || phone.lineType !== undefined || !texts(head, due, now)) return []
    const answer = asked.get(phone.value) ?? lineTypes.typeOf(phone.value)
    asked.set(phone.value, answer)
    const found = await answer
    return found.kind === 'typed' ? [{ kind: 'line_typed', addressKey: phone.key, lineType: found.lineType }] : []
  }
}

/** A lookup costs as much as a text: nothing is asked that a gate would keep back anyway. */
const texts = (head: ContactHead, due: Signal, now: number): boolean => {
  const decision = decide(head, due, now)
  return decision.kind === 'changed' && decision.after.some((effect) => effect.kind === 'send' && effect.message.channel === 'sms')
}
