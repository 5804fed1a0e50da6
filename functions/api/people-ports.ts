/** What showing leads and contacts needs beside the other verbs. */
import type { AddressRecord, ContactHead, ContactProfile, FinishedEnrollment } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { MessageRow } from '../domain/message.ts'

/** A lead as it is kept; `stage` is empty while only a list of contacts has named it. */
export interface KnownLead {
  leadId: string
  stage: string
  previousStage: string | null
  occurredAt: string
  contacts: { id: string; key: string }[]
  outcomes: { sequenceId: string; contactKey: string; enrollmentId: string | null; reason: string | null }[] | null
  history: { stage: string; at: string }[]
}

/** All of a contact's partition. */
export interface ContactParts {
  head: ContactHead | null
  profile: ContactProfile | null
  finished: FinishedEnrollment[]
  rows: MessageRow[]
  interactions: Interaction[]
}

export interface PeoplePorts {
  lead(leadId: string): Promise<KnownLead | null>
  /** In their order; null where there is none. */
  leads(leadIds: readonly string[]): Promise<(KnownLead | null)[]>
  /** One Query, however much there is. */
  parts(contactKey: string): Promise<ContactParts>
  head(contactKey: string): Promise<ContactHead | null>
  /** Any number at once, in their order. */
  heads(contactKeys: readonly string[]): Promise<(ContactHead | null)[]>
  records(head: ContactHead): Promise<Partial<Record<AddressKind, AddressRecord>>>
}
