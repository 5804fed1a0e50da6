/** The merge variables that a template can name: what a picker offers. */
import { conversationVariables, standardVariables, usualAttributes } from './template.ts'

export const mergeFieldSources = ['contact', 'tenant', 'conversation', 'attribute'] as const

export interface MergeField {
  name: string
  description: string
  /** What it could say. */
  example?: string
  /** Who fills it: the CRM's own fields of a contact, the tenant's settings, what was said so far, or what else the CRM sends of a contact. */
  source: (typeof mergeFieldSources)[number]
}

type Told = Omit<MergeField, 'name' | 'source'>

const standard: Record<(typeof standardVariables)[number], Told> = {
  first_name: { description: "The contact's first name.", example: 'Dana' },
  last_name: { description: "The contact's last name.", example: 'Reyes' },
  full_name: { description: 'First and last name.', example: 'Dana Reyes' },
  email: { description: "The contact's email address.", example: 'dana@example.com' },
  phone: { description: "The contact's number with its country code.", example: '+13125550142' },
  company: { description: 'Your own company.' },
}

const conversation: Record<(typeof conversationVariables)[number], Told> = {
  last_call_summary: { description: 'What the last call came to.' },
  last_sms_reply: { description: 'The last text that the contact wrote.' },
  last_sms_reply_intent: { description: 'What that text meant.', example: 'interested' },
  overall_sentiment: { description: 'How the contact sounds on the whole.', example: 'positive' },
  objections_raised: { description: 'What the contact objected to.', example: 'price' },
  interaction_count: { description: 'How often you and the contact were in touch.', example: '4' },
  days_since_first_contact: { description: 'Days since the first touch.', example: '12' },
  last_channel_used: { description: 'How the last touch was made.', example: 'sms' },
  appointment_discussed: { description: 'Whether a meeting was talked about.', example: 'yes' },
}

const usual: Record<(typeof usualAttributes)[number], Told> = {
  street: { description: 'The street of the property.', example: '12 Elm St' },
  city: { description: 'Its city.', example: 'Chicago' },
  state: { description: 'Its state.', example: 'IL' },
  zip: { description: 'Its postal code.', example: '60601' },
  agent: { description: 'Who looks after the lead.', example: 'Sam Ortiz' },
}

/** In the order of a picker: what everybody has first. `company` is the tenant's own; `attributes` are those that contacts were seen with. */
export const mergeFields = (company: string, attributes: readonly string[]): MergeField[] => {
  const own = standardVariables.map((name): MergeField => {
    const isTenants = name === 'company'
    return { name, ...standard[name], ...(isTenants ? { example: company } : {}), source: isTenants ? 'tenant' : 'contact' }
  })
  const expected = usualAttributes.map((name): MergeField => ({ name, ...usual[name], source: 'attribute' }))
  const said = conversationVariables.map((name): MergeField => {
    const { description, ...example } = conversation[name]
    return {
      name,
      description: `${description} Empty until there was a conversation: give it a default.`,
      ...example,
      source: 'conversation',
    }
  })
  const taken = new Set<string>([...own, ...expected, ...said].map(({ name }) => name))
  const sent = [...new Set(attributes)]
    .filter((name) => !taken.has(name) && /^\w+$/.test(name))
    .toSorted()
    .map((name): MergeField => ({ name, description: 'The CRM sends it among the attributes of contacts.', source: 'attribute' }))
  return [...own, ...expected, ...sent, ...said]
}
