/**
 * Twilio's status callbacks and incoming texts. Scheme: https://www.twilio.com/docs/usage/security#validating-requests. It has no time in it,
 * so that a call which is sent again is known by its event alone.
 */
import { createHash } from 'node:crypto'
import type { ProviderSecret } from '../../contract/channels.ts'
import { hmac, sameBytes } from '../signatures.ts'
import type { HookCall, HookSource, Verdict } from '../source.ts'
import { bringsText, readTwilio } from './twilio-events.ts'

const form = 'application/x-www-form-urlencoded'

export const twilio = (secret: () => Promise<ProviderSecret<'twilio'> | null>): HookSource => ({
  mostBytes: 100_000,
  types: [form, 'application/json'],
  verify: async (call) => {
    const known = await secret()
    return known ? judge(call, known.authToken) : { refused: 'not_configured' }
  },
  read: readTwilio,
  acknowledgement: (call) => (bringsText(call) ? noAnswer : null),
})

/** Twilio reads TwiML and takes anything else for an error; an empty one has it answer nothing. */
const noAnswer = { type: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' }

const judge = (call: HookCall, authToken: string): Verdict => {
  const signature = call.headers['x-twilio-signature']
  if (!signature) return { refused: 'unsigned' }
  const isForm = (call.headers['content-type'] ?? '').toLowerCase().startsWith(form)
  const signed = isForm ? call.url + sortedParameters(call.bytes) : call.url
  const genuine = sameBytes(hmac('sha1', authToken, signed).toString('base64'), signature)
  return genuine && (isForm || bodyIsSigned(call)) ? null : { refused: 'badly_signed' }
}

/** Each name with its value, by name; a name that comes several times with each of its values once, in order. */
const sortedParameters = (bytes: Buffer): string => {
  const parameters = new URLSearchParams(bytes.toString('utf8'))
  const names = [...new Set(parameters.keys())].toSorted(byCodeUnit)
  return names
    .map((name) =>
      [...new Set(parameters.getAll(name))]
        .toSorted(byCodeUnit)
        .map((value) => name + value)
        .join(''),
    )
    .join('')
}

/** The address of a call with a JSON body carries the body's digest, and is signed itself. */
const bodyIsSigned = ({ bytes, query }: HookCall): boolean =>
  sameBytes(createHash('sha256').update(bytes).digest('hex'), new URLSearchParams(query).get('bodySHA256') ?? '')

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
