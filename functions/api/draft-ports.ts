/** What the verbs of drafts need of the world. */
import type { ContactHead, Draft } from '../domain/contact.ts'

export interface DraftPorts {
  get(contactKey: string, messageId: string): Promise<Draft | null>
  /** Those of a contact's messages that have one. */
  of(contactKey: string, messageIds: readonly string[]): Promise<Draft[]>
  /** What waits for a person, the earliest due first; or what a person decided, the latest first. Each with its contact's head. */
  list(
    which: 'pending' | 'decided',
    limit: number,
    after?: string,
  ): Promise<{ items: { draft: Draft; head: ContactHead | null }[]; next: string | null }>
}
