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
import { letteredVariants } from '../domain/variant-edit.ts'
import { originalId } from '../domain/variants.ts'
import type { SmsSize } from '../domain/sms.ts'
import { readInForce, type InForcePorts } from './in-force.ts'
import type { ApiPorts } from './ports.ts'
import { knownVariables, refusedFor } from './sequence-edits.ts'

type Ports = Pick<ApiPorts, 'now' | 'sequences' | 'contacts' | 'people'> & InForcePorts

export const renderStep =
  (ports: Ports): Verb<'renderStep'> =>
  async ({ body }) => {
    const contactKey = ports.contacts.keyOf(body.contactId)
    const [[profile], head, sequence, known, { rules }] = await Promise.all([
      ports.contacts.profiles([contactKey]),
      ports.people.head(contactKey),
      body.sequenceId === undefined ? null : ports.sequences.get(body.sequenceId),
      knownVariables(ports),
      readInForce(ports),
    ])
    if (!profile) return notFound('contact', body.contactId)
    if (body.sequenceId !== undefined && !sequence) return notFound('sequence', body.sequenceId)
    const { version, stepId } = versionWith(sequence, body)
    const variants = version.steps.find(({ id }) => id === stepId)?.variants ?? []
    if (body.variant !== undefined && body.variant !== originalId && !variants.some(({ id }) => id === body.variant))
      return refusedFor({ errors: [{ field: 'variant', message: `this step has no variant ${body.variant}` }] })
    const { sms, smsText, complaints, ...rest } = rendered({
      head: head ?? unknownHead(profile, rules.timeZone),
      profile,
      version,
      stepId,
      variant: body.variant,
      owner: sequence?.owner ?? '',
      rules,
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
  (ports: Pick<ApiPorts, 'contacts' | 'settings'> & InForcePorts): Verb<'mergeFields'> =>
  async () =>
    answer({ items: fieldsOf(ports.settings.company, await knownVariables(ports)) })

/** The draft as it would be published, with the step as the editor has it: in place of the one that it edits, else as the last one. */
const versionWith = (
  sequence: Sequence | null,
  { stepId, channel, subject, body, smsText, variants: inputs }: ParsedBodyOf<'renderStep'>,
): { version: SequenceVersion; stepId: string } => {
  const edited = sequence?.steps.find(({ id }) => id === stepId)
  const number = edited?.number ?? sequence?.nextStepNumber ?? 1
  const last = sequence?.steps.at(-1)
  const {
    subject: _subject,
    body: _body,
    smsText: _smsText,
    variants: stored,
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
  const { variants } = inputs ? letteredVariants(inputs, edited, 'step') : { variants: stored }
  const step: Step = { ...kept, channel, ...given({ subject, body, smsText, variants }) }
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
