/**
 * The one way to change a contact's outreach: load the head, decide, write ahead, commit under the head's revision, then carry out what follows.
 * A lost race is decided again at once on the newer head. Whoever commits a claim makes its one provider call and records the answer.
 */
import type { ContactHead } from '../domain/contact.ts'
import { decideAll, type DecidedSignal } from '../domain/decide.ts'
import { followsThePerson } from '../domain/decide/merge.ts'
import { isJoint, type Effect, type JointEffect, type OutgoingMessage } from '../domain/effect.ts'
import type { SendResult, Signal } from '../domain/signal.ts'
import { nextWake } from '../domain/wake.ts'

type SendEffect = Extract<Effect, { kind: 'send' }>
/** Every effect but the provider call, which the shell follows itself, and what is written with the head. */
export type CarriedEffect = Exclude<Effect, SendEffect | { kind: 'archive_enrollment' | 'open_gate' }>

export interface ShellPorts {
  heads: {
    /** A consistent read; null for a contact without a head. */
    load(contactKey: string): Promise<ContactHead | null>
    /**
     * Stores the head at `revision + 1` if its stored revision still is `head.revision` (0 = none), and `joint` with it; false where someone
     * else was faster, and nothing is stored.
     */
    commit(head: ContactHead, wakeAt: number | null, joint: readonly JointEffect[]): Promise<boolean>
  }
  /** Carries effects out; each is safe to repeat. Throws where any failed. */
  carryOut(effects: CarriedEffect[], contactKey: string): Promise<void>
  /** The one provider call: never throws, never repeats. */
  send(message: OutgoingMessage): Promise<SendResult>
  /** Epoch milliseconds. */
  now(): number
  /** Waits before another try; tests do not wait. */
  pause(milliseconds: number): Promise<void>
}

export type SignalsFor = (head: ContactHead | null) => Signal[] | Promise<Signal[]>

/** What came of it: the head as it stands now, and the decision on each signal in order. */
export interface Settled {
  head: ContactHead | null
  decided: DecidedSignal[]
}

export interface SettleOptions {
  /** The head as this caller has just committed it: saves a read, and costs one only where someone else was faster. */
  known?: ContactHead
  /** Written ahead of the commit, beside the `before` effects; safe to repeat. */
  ahead?: (decided: DecidedSignal[]) => Promise<void>
}

const mostTries = 12

/**
 * Decides the signals that `signalsFor` names for the contact's head, in one commit. It is asked again for each newer head, and for the contact
 * that goes on where this one was merged into it and the signals are the person's own word.
 */
export const settle = async (
  ports: ShellPorts,
  contactKey: string,
  signalsFor: SignalsFor,
  options: SettleOptions = {},
): Promise<Settled> => {
  let known: ContactHead | null | undefined = options.known
  let lost: { after: Effect[]; signals: Signal[]; decided: DecidedSignal[] } | undefined
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const head = known ?? (await ports.heads.load(contactKey))
    known = undefined
    // The commit was taken and its answer lost, so that the SDK's own repetition was refused: the claim is ours, and nobody else will send.
    if (lost && head && isOurClaim(head, lost.after, ports.now()))
      return { head: await follow(ports, head, lost.after, lost.signals), decided: lost.decided }
    const signals = await signalsFor(head)
    if (signals.length === 0) return { head, decided: [] }
    if (head?.mergedInto !== undefined && signals.some(({ kind }) => followsThePerson.has(kind))) {
      const { known: _known, ...rest } = options
      return settle(ports, head.mergedInto, signalsFor, rest)
    }
    const outcome = decideAll(head, signals, ports.now())
    await Promise.all([ports.carryOut(outcome.before.filter(isCarried), contactKey), options.ahead?.(outcome.decided)])
    if (!outcome.changed || !outcome.head) {
      await ports.carryOut(outcome.after.filter(isCarried), contactKey)
      return { head, decided: outcome.decided }
    }
    const read = head?.revision ?? 0
    const next = { ...outcome.head, revision: read }
    if (await ports.heads.commit(next, nextWake(next), [...outcome.before, ...outcome.after].filter(isJoint))) {
      const committed = { ...next, revision: read + 1 }
      return { head: await follow(ports, committed, outcome.after, signals), decided: outcome.decided }
    }
    lost = { after: outcome.after, signals, decided: outcome.decided }
    await ports.pause(backoff(attempt))
  }
  throw new Error(`contact ${contactKey} was changed by others ${mostTries} times in a row`)
}

/** Half of a claim's 30 s: what is sent later could be taken for lost before it is recorded. */
const claimHeldMs = 15_000

/** An enrollment that has been ended meanwhile, by an opt-out say, sends nothing more: its claim runs out. */
const isOurClaim = ({ inFlight, enrollments }: ContactHead, after: Effect[], now: number): boolean =>
  inFlight !== undefined &&
  now - inFlight.at < claimHeldMs &&
  enrollments.some(({ id, ending }) => id === inFlight.enrollmentId && !ending) &&
  after.some((effect) => effect.kind === 'send' && effect.message.attemptId === inFlight.attemptId)

/** After the commit: all effects at once, each provider call with the record of its answer. One that fails does not keep back another. */
const follow = async (ports: ShellPorts, head: ContactHead, after: Effect[], signals: Signal[]): Promise<ContactHead | null> => {
  const sends = after.filter((effect) => effect.kind === 'send')
  const [carried, ...sent] = await Promise.allSettled([
    ports.carryOut(after.filter(isCarried), head.key),
    ...sends.map((effect) => sendAndRecord(ports, head, effect, signals)),
  ])
  for (const result of [carried, ...sent]) if (result.status === 'rejected') throw result.reason
  const last = sent.at(-1)
  return last?.status === 'fulfilled' ? last.value : head
}

const sendAndRecord = async (ports: ShellPorts, head: ContactHead, effect: SendEffect, signals: Signal[]): Promise<ContactHead | null> => {
  const { message, verdicts } = effect
  const due = signals.find((signal) => signal.kind === 'step_due' && signal.context.attemptId === message.attemptId)
  if (due?.kind !== 'step_due') throw new Error(`attempt ${message.attemptId} was claimed without the step that is due`)
  const result = await ports.send(message)
  const { enrollmentId, stepId: step, attemptId } = message
  const signal: Signal = { kind: 'send_result', enrollmentId, step, attemptId, result, context: due.context, message, verdicts }
  return (await settle(ports, head.key, () => [signal], { known: head })).head
}

const isCarried = (effect: Effect): effect is CarriedEffect => effect.kind !== 'send' && !isJoint(effect)

/** Full jitter: up to 20 ms, doubling to at most 320 ms. */
const backoff = (attempt: number): number => Math.random() * 20 * 2 ** Math.min(attempt - 1, 4)
