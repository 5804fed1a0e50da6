/**
 * A planned message as one short text, `s1 1 e 1763683200 1 sc`, so that a head with its plans stays within one write unit: step, number,
 * channel, due time, revision, state, then what is rare as JSON.
 */
import * as z from 'zod'
import { channels, type Channel } from '../domain/channel.ts'
import { injectedTexts, planStates, type PlannedMessage, type PlanState } from '../domain/contact.ts'
import { messageReasons } from '../domain/message.ts'
import type { StepWindow } from '../domain/step-window.ts'

export const planText = ({ step, n, channel, due, rev, state, window, ...others }: PlannedMessage): string => {
  const rare = { ...(window ? { window: windowText(window) } : {}), ...others }
  const extra = Object.values(rare).some((value) => value !== undefined) ? ` ${JSON.stringify(rare)}` : ''
  return `${step} ${n} ${letters(channel, 1)} ${due} ${rev} ${letters(state, 2)}${extra}`
}

const shape = /^(\S+) (\d+) (\w) (\d+) (\d+) (\w\w)(?: (\{.*\}))?$/s

/** Throws where the text is none of `planText`'s. */
export const plannedMessage = (text: string): PlannedMessage => {
  const [, step, n, channel, due, rev, state, rare] = shape.exec(text) ?? []
  const known = channel !== undefined && state !== undefined ? { channel: channelBy.get(channel), state: stateBy.get(state) } : {}
  if (step === undefined || !known.channel || !known.state) throw new Error(`"${text}" is no planned message`)
  return {
    step,
    n: Number(n),
    channel: known.channel,
    due: Number(due),
    rev: Number(rev),
    state: known.state,
    ...(rare === undefined ? {} : rarely.parse(JSON.parse(rare))),
  }
}

/** `09:00-12:00/12345`, any part of it: a head holds one for each message of such a step. */
const windowText = ({ from = '', to = '', days = [] }: StepWindow): string => `${from}-${to}/${days.join('')}`

const window = z.string().transform((text): StepWindow => {
  const [, from, to, days] = /^([\d:]*)-([\d:]*)\/([1-7]*)$/.exec(text) ?? []
  if (from === undefined || to === undefined || days === undefined) throw new Error(`"${text}" is no window`)
  return { ...(from && { from }), ...(to && { to }), ...(days && { days: Array.from(days, Number) }) }
})

const rarely = z.object({
  window: window.exactOptional(),
  reason: z.enum(messageReasons).exactOptional(),
  via: z.enum(channels).exactOptional(),
  tries: z.int().exactOptional(),
  triedAt: z.number().exactOptional(),
  again: z.int().exactOptional(),
  heldAt: z.number().exactOptional(),
  lacks: z.array(z.string()).exactOptional(),
  deferred: z.literal(true).exactOptional(),
  attempt: z.string().exactOptional(),
  until: z.number().exactOptional(),
  draftAt: z.number().exactOptional(),
  approval: z.enum(['pending', 'approved', 'dismissed']).exactOptional(),
  approved: z.string().exactOptional(),
  edited: z.literal(true).exactOptional(),
  respaced: z.literal(true).exactOptional(),
  cappedAt: z.number().exactOptional(),
  injected: z.object({ text: z.enum(injectedTexts), of: z.string() }).exactOptional(),
})

const letters = (word: string, count: number): string => word.slice(0, count)
// Email, sms, call, linkedin and task differ in their first letter; the states in their first two.
const channelBy = new Map<string, Channel>(channels.map((channel) => [letters(channel, 1), channel]))
const stateBy = new Map<string, PlanState>(planStates.map((state) => [letters(state, 2), state]))
