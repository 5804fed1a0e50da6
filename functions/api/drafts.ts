/** Texts that a person approves: listing, reading, editing, and the decision. */
import type { DraftView } from '../contract/api/drafts.ts'
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactHead, Draft } from '../domain/contact.ts'
import { asItLeaves, isComplete, leaving, withText } from '../domain/draft.ts'
import type { Decision } from '../domain/effect.ts'
import { parseMessageId } from '../domain/ids.ts'
import { isResolved } from '../domain/plan.ts'
import { refusalText } from '../domain/reasons.ts'
import type { Signal } from '../domain/signal.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { decisionRefused } from './enrollments.ts'
import { placesOf, type Place } from './places.ts'
import type { ApiPorts, FoundEnrollment } from './ports.ts'

type ReadPorts = Pick<ApiPorts, 'drafts' | 'enrollments' | 'contacts' | 'sequences'>
type Ports = ReadPorts & Pick<ApiPorts, 'settle'>

export const listDrafts =
  (ports: ReadPorts): Verb<'listDrafts'> =>
  async ({ query: { limit, cursor, status: wanted } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await ports.drafts.list(wanted, Math.min(limit, 100), after)
    const views = await viewsOf(ports, items)
    return answer({ items: views.filter(({ status }) => (status === 'pending') === (wanted === 'pending')), nextCursor: cursorOf(next) })
  }

export const getDraft =
  (ports: ReadPorts): Verb<'getDraft'> =>
  async ({ params: { id } }) => {
    const found = await draftOf(ports, id)
    return found ? answer(await viewOf(ports, found)) : notFound('draft', id)
  }

export const editDraft =
  (ports: Ports & Pick<ApiPorts, 'settings'>): Verb<'editDraft'> =>
  async ({ params: { id }, body: { revision, ...text } }) => {
    let written: Draft | undefined
    return decide(
      ports,
      id,
      (draft, head) => {
        if (draft.revision !== revision) return null
        written = inFull(withText(draft, text), head, ports.settings.company)
        return { kind: 'draft_edited', enrollmentId: draft.enrollmentId, step: draft.stepId, draft: written }
      },
      (now) => now.revision === written?.revision && now.body === written.body && now.status === 'pending',
      { givenRevision: revision },
    )
  }

export const approveDraft =
  (ports: Ports): Verb<'approveDraft'> =>
  ({ params: { id }, body: { hash }, caller }) =>
    decide(
      ports,
      id,
      (draft) => ({ kind: 'draft_approved', enrollmentId: draft.enrollmentId, step: draft.stepId, draft, hash, by: caller.name }),
      (now) => now.status === 'approved' && now.hash === hash,
      { givenHash: hash },
    )

export const dismissDraft =
  (ports: Ports): Verb<'dismissDraft'> =>
  ({ params: { id }, body: { reason }, caller }) =>
    decide(
      ports,
      id,
      (draft) => ({
        kind: 'draft_dismissed',
        enrollmentId: draft.enrollmentId,
        step: draft.stepId,
        draft,
        by: caller.name,
        ...(reason === undefined ? {} : { reason }),
      }),
      (now) => now.status === 'dismissed',
    )

/**
 * The signal on the draft as it stands with each newer head. The draft's record follows the head's commit, so that of two people who decide at
 * once the later write can be the one that is dropped: `stands` says of what is stored in the end whether it is this person's. `given` is
 * what the person worked from, told back beside what stands.
 */
const decide = async (
  ports: Ports,
  id: string,
  signalOf: (draft: Draft, head: ContactHead | null) => Signal | null,
  stands: (now: Draft) => boolean,
  given: { givenRevision?: number; givenHash?: string } = {},
): Promise<Outcome<DraftView>> => {
  const found = await draftOf(ports, id)
  if (!found) return notFound('draft', id)
  let stale = false
  const { decided } = await ports.settle(found.draft.contactKey, async (head) => {
    const draft = await ports.drafts.get(found.draft.contactKey, id)
    const signal = draft ? signalOf(draft, head) : null
    stale = signal === null
    return signal ? [signal] : []
  })
  const changed = decided.some(({ decision }) => decision.kind === 'refused' && decision.reason === 'draft_changed')
  const refused = changed ? null : decisionRefused(decided)
  const now = await draftOf(ports, id)
  if (!now) return notFound('draft', id)
  if (refused) return decided.some(({ decision }) => isDecided(decision)) ? itIsOver(now) : refused
  const view = await viewOf(ports, now)
  if (!stale && !changed && stands(now.draft)) return answer(view)
  return refuse({
    kind: 'stale',
    reason: 'draft_changed',
    detail: refusalText('draft_changed'),
    also: { currentRevision: now.draft.revision, ...given, current: view },
  })
}

/** An edited text with what its channel has to say beside it, so that the person approves the whole. */
const inFull = (draft: Draft, head: ContactHead | null, company: string): Draft => {
  const enrollment = head?.enrollments.find(({ id }) => id === draft.enrollmentId)
  const item = enrollment?.plan.find(({ step }) => step === draft.stepId)
  return head && enrollment && item ? leaving({ head, enrollment, item, context: { rules: { company } } }, draft) : draft
}

const isDecided = (decision: Decision): boolean => decision.kind === 'refused' && decision.reason === 'draft_decided'

/** What became of it meanwhile. */
const itIsOver = ({ draft, found: { live, finished } }: Drafted): Outcome<never> => {
  const item = (live ?? finished)?.plan.find(({ step }) => step === draft.stepId)
  const by = draft.decidedBy === undefined ? '' : ` by ${draft.decidedBy}`
  const detail =
    item?.state === 'sent' || item?.state === 'unknown'
      ? 'Its message has left already, with the text that was approved.'
      : item?.approval === 'dismissed' || draft.status === 'dismissed'
        ? `The draft was dismissed already${by}, and its message was skipped.`
        : live
          ? refusalText('draft_decided')
          : 'Its enrollment has ended, so its message does not leave any more.'
  return refuse({ kind: 'conflict', reason: 'draft_decided', detail })
}

interface Drafted {
  draft: Draft
  head: ContactHead | null
  found: FoundEnrollment
}

const draftOf = async ({ drafts, enrollments }: ReadPorts, id: string): Promise<Drafted | null> => {
  const parsed = parseMessageId(id)
  const found = parsed ? await enrollments.find(parsed.enrollmentId) : null
  const draft = found ? await drafts.get(found.contactKey, id) : null
  return found && draft ? { draft, head: found.head, found } : null
}

type Stored = Pick<Drafted, 'draft' | 'head'>

const viewOf = async (ports: ReadPorts, stored: Stored): Promise<DraftView> => {
  const [view] = await viewsOf(ports, [stored])
  if (!view) throw new Error(`draft ${stored.draft.id} has no view`)
  return view
}

const viewsOf = async (ports: ReadPorts, stored: readonly Stored[]): Promise<DraftView[]> => {
  const places = await placesOf(
    ports,
    stored.map(({ draft }) => draft),
  )
  return stored.flatMap((one, i) => {
    const found = places[i]
    return found ? [{ ...found.place, ...standing(one) }] : []
  })
}

/** A draft of a message that is over is decided, whatever its own record says yet. */
const standing = ({ draft: stored, head }: Stored): Omit<DraftView, keyof Place> => {
  const item = head?.enrollments.find(({ id }) => id === stored.enrollmentId)?.plan.find(({ step }) => step === stored.stepId)
  const waits = head && item && !isResolved(item)
  const shown = waits ? asItLeaves(head, item, stored) : stored
  const { contactKey: _key, version: _version, inPlace: _inPlace, ...draft } = shown
  const status = waits ? (item.approval ?? draft.status) : draft.status === 'pending' ? 'dismissed' : draft.status
  return { ...draft, status, complete: isComplete(shown) }
}
