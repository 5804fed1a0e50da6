/** A step tried out on a contact, and the variables that its templates can name. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { RenderAnswer } from '../contract/api/render.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ParsedBodyOf } from '../contract/api/requests.ts'
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import { mergeFields as fieldsOf } from '../domain/merge-fields.ts'
import { renderStep as rendered } from '../domain/render-step.ts'
import { asPublished, defaultPolicies, type Sequence, type SequenceVersion, type Step } from '../domain/sequence.ts'
import { given } from '../domain/sequence-edit.ts'
import type { SmsSize } from '../domain/sms.ts'
import type { ApiPorts } from './ports.ts'
import { knownVariables } from './sequence-edits.ts'

type Ports = Pick<ApiPorts, 'now' | 'sequences' | 'contacts' | 'people' | 'settings' | 'rules'>

export const renderStep =
  (ports: Ports): Verb<'renderStep'> =>
  async ({ body }) => {
    const contactKey = ports.contacts.keyOf(body.contactId)
    const [[profile], head, sequence, known] = await Promise.all([
      ports.contacts.profiles([contactKey]),
      ports.people.head(contactKey),
      body.sequenceId === undefined ? null : ports.sequences.get(body.sequenceId),
      knownVariables(ports),
    ])
    if (!profile) return notFound('contact', body.contactId)
    if (body.sequenceId !== undefined && !sequence) return notFound('sequence', body.sequenceId)
    const { version, stepId } = versionWith(sequence, body)
    const { sms, smsText, complaints, ...rest } = rendered({
      head: head ?? unknownHead(profile, ports.rules.timeZone),
      profile,
      version,
      stepId,
      owner: sequence?.owner ?? '',
      rules: ports.rules,
      known,
      at: Math.floor(ports.now() / 1000),
    })
    return answer({
      contactId: body.contactId,
      ...rest,
      sms: sms && sizeOf(sms),
      smsText: smsText && { text: smsText.text, ...sizeOf(smsText) },
      complaints,
    })
  }

/** What a picker offers. */
export const mergeFields =
  (ports: Pick<ApiPorts, 'contacts' | 'settings'>): Verb<'mergeFields'> =>
  async () =>
    answer({ items: fieldsOf(ports.settings.company, await knownVariables(ports)) })

/** The draft as it would be published, with the step as the editor has it: in place of the one that it edits, else as the last one. */
const versionWith = (
  sequence: Sequence | null,
  { stepId, channel, subject, body, smsText }: ParsedBodyOf<'renderStep'>,
): { version: SequenceVersion; stepId: string } => {
  const edited = sequence?.steps.find(({ id }) => id === stepId)
  const number = edited?.number ?? sequence?.nextStepNumber ?? 1
  const last = sequence?.steps.at(-1)
  const {
    subject: _subject,
    body: _body,
    smsText: _smsText,
    off: _off,
    ...kept
  }: Step = edited ?? {
    id: `s${number}`,
    number,
    name: 'New step',
    channel,
    delayMinutes: last?.delayMinutes ?? 0,
    onFailure: 'heal',
  }
  const step: Step = { ...kept, channel, ...given({ subject, body, smsText }) }
  const whole = (sequence?.steps ?? []).map((one) => (one.id === step.id ? step : one))
  const content = asPublished({ ...(sequence ?? nothing), steps: edited ? whole : [...whole, step] })
  return { version: { ...content, sequenceId: sequence?.id ?? '', version: 0, publishedAt: '' }, stepId: step.id }
}

/** A step that belongs to no sequence yet. */
const nothing = {
  name: '',
  description: '',
  triggerStage: null,
  goalStages: [],
  policies: defaultPolicies,
  exitRoutes: {},
  type: null,
  client: null,
  ownerRole: null,
}

/** A contact whose head is not written yet: nothing is known of them but what the CRM said. */
const unknownHead = ({ key, contactId, leadId, email, phone }: ContactProfile, timeZone: string): ContactHead => ({
  key,
  contactId,
  leadId,
  schema: 1,
  revision: 0,
  timeZone,
  timeZoneSource: 'tenant',
  consent: {},
  addresses: {
    ...(email === undefined ? {} : { email: { key: '', value: email } }),
    ...(phone === undefined ? {} : { phone: { key: '', value: phone } }),
  },
  suppressed: {},
  touches: {},
  enrollments: [],
})

const sizeOf = ({ segments, encoding, units }: SmsSize): NonNullable<RenderAnswer['sms']> => ({ segments, encoding, characters: units })
