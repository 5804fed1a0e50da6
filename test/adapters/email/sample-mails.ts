/** Every mail of the sample sequences, written as it leaves: what a mail server, and a spam filter, sees of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mail } from '../../../functions/adapters/email/mail.ts'
import { mimeOf } from '../../../functions/adapters/email/mime.ts'
import { emailBody } from '../../../functions/domain/email-body.ts'
import { mailIdOf } from '../../../functions/domain/mail-id.ts'
import { render } from '../../../functions/domain/template.ts'
import { sampleSequences } from '../../../lib/local/sample/sequences.ts'
import { repositoryRoot } from '../../../lib/repository.ts'

interface SampleStep {
  name: string
  channel: string
  subject?: string
  body?: string
}
interface SampleSequence {
  name: string
  steps: SampleStep[]
}

const campaigns = JSON.parse(readFileSync(join(repositoryRoot, 'examples/campaigns/b2bea.json'), 'utf8')) as { sequences: SampleSequence[] }

const company = 'Lakeside Home Buyers'
const postalAddress = '500 W Madison St, Suite 1000, Chicago, IL 60661'
const values = {
  first_name: 'Dana',
  last_name: 'Reyes',
  full_name: 'Dana Reyes',
  email: 'dana.reyes@example.org',
  street: '12 Elm St',
  city: 'Chicago',
  agent: 'Sam Ortiz',
  company,
}
const sender = { address: 'sam@lakeside.example.com', name: 'Sam Ortiz' }

export interface SampleMail {
  /** Sequence and step. */
  name: string
  /** The step's own text, rendered. */
  body: string
  mail: Mail
  raw: string
}

/** In the order of the files; each mail of a sequence follows the ones before it. */
export const sampleMails = (): SampleMail[] =>
  [...(sampleSequences as SampleSequence[]), ...campaigns.sequences].flatMap(({ name, steps }, sequence) => {
    const before: string[] = []
    return steps
      .filter(({ channel }) => channel === 'email')
      .map((step, number) => {
        const messageId = `01KAHDM8Z000${String(sequence * 100 + number).padStart(14, '0')}`
        const unsubscribeUrl = `https://d1a2b3c4d5e6f7.cloudfront.net/u/1.${'a1b2c3d4'.repeat(3)}${messageId}.Zm9vYmFyYmF6cXV4LTEyMw`
        const body = text(step.body ?? '')
        const mail: Mail = {
          from: sender,
          to: values.email,
          subject: text(step.subject ?? ''),
          ...emailBody(body, { company, postalAddress, unsubscribeUrl }),
          replyTo: `reply+${messageId.toLowerCase()}0123456789abcdef@reply.lakeside.example.com`,
          mailId: mailIdOf({ messageId, attemptId: messageId }, sender.address),
          references: before.length === 0 ? [] : [...new Set([before[0] ?? '', before.at(-1) ?? ''])],
          unsubscribeUrl,
        }
        before.push(mail.mailId)
        return {
          name: `${name}: ${step.name}`,
          body,
          mail,
          raw: mimeOf(mail, { date: new Date('2026-11-20T15:00:00Z'), boundary: messageId }),
        }
      })
  })

const text = (template: string): string => {
  const rendered = render(template, values)
  if (rendered.kind !== 'rendered') throw new Error(`a sample mail does not render: ${JSON.stringify(rendered)}`)
  return rendered.text
}
