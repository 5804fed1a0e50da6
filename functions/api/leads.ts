/** Leads as the CRM told of them: where they are, who belongs to them, and what came of it. */
import { answer, notFound, type Outcome } from '../contract/api/outcome.ts'
import type { LeadDetail, LeadView } from '../contract/api/people.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { rowReasonText } from '../domain/row-reasons.ts'
import { strangeStage } from '../domain/stages.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import { readInForce, type InForcePorts } from './in-force.ts'
import type { KnownLead } from './people-ports.ts'
import type { ApiPorts } from './ports.ts'

/** Contacts whose leads are read for one page of a search. */
const mostSearched = 100

type ListPorts = Pick<ApiPorts, 'people' | 'stages' | 'contacts'> & InForcePorts

/** Without a stage, those of the settings one after another, and at last leads that only a list of contacts named. */
export const listLeads =
  (ports: ListPorts): Verb<'listLeads'> =>
  async ({ query: { limit, cursor, stage, q } }) => {
    const words = q?.trim() ?? ''
    if (words !== '') return searched(ports, words, { limit, cursor, stage })
    const stages = stage === undefined ? [...(await readInForce(ports)).settings.stages, ''] : [stage]
    const start = placeOf(cursor, stages)
    if (start === null) return badCursor()
    const ids: string[] = []
    let at = stages.indexOf(start.stage)
    let after = start.after
    while (at < stages.length && ids.length < limit) {
      const page = await ports.stages.idsIn(stages[at] ?? '', limit - ids.length, after)
      ids.push(...page.ids)
      after = page.next
      if (after === null) at++
    }
    const leads = (await ports.people.leads(ids)).flatMap((lead) => lead ?? [])
    const next = at < stages.length ? `${stages[at] ?? ''}\n${after ?? ''}` : null
    return answer({ items: await viewsOf(ports, leads), nextCursor: cursorOf(next) })
  }

/** By their contacts, in the order of those names: the index of contacts is the only one that words are looked for in. */
const searched = async (
  ports: ListPorts,
  words: string,
  { limit, cursor, stage }: { limit: number; cursor: string | undefined; stage: string | undefined },
): Promise<Outcome<{ items: LeadView[]; nextCursor: string | null }>> => {
  const after = afterOf(cursor)
  if (after === null) return badCursor()
  const page = await ports.contacts.search(words, { limit: Math.min(limit, mostSearched), ...(after === undefined ? {} : { after }) })
  const ids = [...new Set(page.items.map(({ leadId }) => leadId))]
  const leads = (await ports.people.leads(ids)).flatMap((lead) => lead ?? [])
  const wanted = leads.filter((lead) => stage === undefined || lead.stage === stage)
  return answer({ items: await viewsOf(ports, wanted), nextCursor: cursorOf(page.next) })
}

export const getLead =
  (ports: ListPorts & Pick<ApiPorts, 'sequences'>): Verb<'getLead'> =>
  async ({ params: { id } }) => {
    const lead = await ports.people.lead(id)
    const [view] = lead ? await viewsOf(ports, [lead]) : []
    if (!lead || !view) return notFound('lead', id)
    const [outcomes, { settings }] = await Promise.all([outcomesOf(ports, lead), readInForce(ports)])
    return answer({ ...view, history: lead.history, outcomes, text: summaryOf(lead, outcomes, settings.stages) })
  }

/** The cursor's text is the stage and the lead in it to go on after. */
const placeOf = (cursor: string | undefined, stages: readonly string[]): { stage: string; after: string | null } | null => {
  const text = afterOf(cursor)
  if (text === undefined) return { stage: stages[0] ?? '', after: null }
  const [stage, after] = text?.split('\n') ?? []
  if (stage === undefined || after === undefined || !stages.includes(stage)) return null
  return { stage, after: after === '' ? null : after }
}

const viewsOf = async ({ contacts }: Pick<ApiPorts, 'contacts'>, leads: readonly KnownLead[]): Promise<LeadView[]> => {
  const keys = [...new Set(leads.flatMap((lead) => lead.contacts.map(({ key }) => key)))]
  const profiles = keys.length === 0 ? [] : await contacts.profiles(keys)
  const byKey = new Map(keys.map((key, i) => [key, profiles[i] ?? null]))
  return leads.map((lead) => ({
    id: lead.leadId,
    stage: lead.stage === '' ? null : lead.stage,
    previousStage: lead.previousStage,
    since: lead.stage === '' ? null : lead.occurredAt,
    contacts: lead.contacts.map(({ id, key }) => contactOf(id, byKey.get(key) ?? null)),
  }))
}

const contactOf = (id: string, profile: ContactProfile | null): LeadView['contacts'][number] => ({
  id,
  name: nameOf(profile) || id,
  ...(profile?.role === undefined ? {} : { role: profile.role }),
})

const outcomesOf = async ({ sequences }: Pick<ApiPorts, 'sequences'>, lead: KnownLead): Promise<LeadDetail['outcomes']> =>
  Promise.all(
    (lead.outcomes ?? []).map(async ({ sequenceId, contactKey, enrollmentId, reason }) => {
      const sequence = await sequences.get(sequenceId)
      const sequenceName = sequence?.name ?? sequenceId
      const contactId = lead.contacts.find(({ key }) => key === contactKey)?.id ?? null
      const who = contactId ?? 'a contact'
      const [word = '', ...detail] = (reason ?? '').split(': ')
      const more = detail.length > 0 ? ` (${detail.join(': ')})` : ''
      const text =
        reason === null
          ? `${who} was enrolled in "${sequenceName}".`
          : `${who} was not enrolled in "${sequenceName}". ${rowReasonText(word)}${more}`
      return { sequenceId, sequenceName, contactId, enrollmentId, reason: reason === null ? null : word, text }
    }),
  )

const summaryOf = ({ stage, outcomes }: KnownLead, told: LeadDetail['outcomes'], stages: readonly string[]): string => {
  if (stage === '') return 'No event of the CRM has told of this lead yet.'
  if (outcomes === null) return `The change to "${stage}" is being worked on.`
  const enrolled = told.filter(({ reason }) => reason === null).length
  if (told.length === 0) return [`No active sequence was triggered by "${stage}".`, strangeStage(stage, stages) ?? []].flat().join(' ')
  return `"${stage}" led to ${enrolled} ${enrolled === 1 ? 'enrollment' : 'enrollments'} and ${told.length - enrolled} refused.`
}
