/** Unsubscribing from a mail's link. GET only asks, as scanners follow links; POST acts at once, from the form or a mail client's button. */
import type { Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'readToken' | 'settings'>

export const unsubscribePage =
  ({ readToken, settings: { company } }: Ports): Verb<'unsubscribePage'> =>
  async ({ params: { token } }) =>
    readToken(token)
      ? page(true, `Unsubscribe from ${company}`, [
          `<p>You will get no more email from ${escaped(company)} at this address.</p>`,
          '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>',
        ])
      : unknownLink()

/** The address is closed before this answers; the contacts that use it hear of it through the queue. */
export const unsubscribe =
  ({
    readToken,
    settings: { company },
    addresses,
    engageQueue,
    now,
  }: Ports & Pick<ApiPorts, 'addresses' | 'engageQueue' | 'now'>): Verb<'unsubscribe'> =>
  async ({ params: { token } }) => {
    const subject = readToken(token)
    if (!subject) return unknownLink()
    const { addressKey, messageId } = subject
    const at = new Date(now()).toISOString()
    await addresses.suppress(addressKey, 'email', ['email'], at)
    await engageQueue.send([{ kind: 'one_click', addressKey, channel: 'email', ...(messageId === undefined ? {} : { messageId }), at }])
    return page(true, 'You are unsubscribed', [`<p>${escaped(company)} will send no more email to this address.</p>`])
  }

const unknownLink = (): Outcome<never> =>
  page(false, 'This link does not work', [
    '<p>It is not complete. Open the link in the mail again, or reply to the mail and say that you want no more.</p>',
  ])

const style =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color:#1a1a1a;background:#fff}' +
  'button{font:inherit;padding:.75rem 1.5rem;border:0;border-radius:.5rem;background:#1a1a1a;color:#fff;cursor:pointer}' +
  'button:focus-visible{outline:3px solid #4c8bf5;outline-offset:2px}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#111}button{background:#eee;color:#111}}'

const page = (valid: boolean, title: string, body: string[]): Outcome<never> => ({
  kind: 'page',
  valid,
  html: [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title>`,
    `<style>${style}</style></head><body><main><h1>${escaped(title)}</h1>`,
    ...body,
    '</main></body></html>',
  ].join('\n'),
})

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
