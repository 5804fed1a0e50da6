/** The repositories as the engine's ports take them, over one table. */
import type { AddressKind, Channel, ConsentChannel } from '../domain/channel.ts'
import type { ContactHead, Draft } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { NewNotification } from '../domain/notification.ts'
import type { JointEffect } from '../domain/effect.ts'
import type { MessageRow } from '../domain/message.ts'
import { suppressAddress, type Suppression } from './addresses.ts'
import { closeDraft, putDraft } from './drafts.ts'
import { slowChannel } from './controls.ts'
import { commitHead, loadHead } from './heads.ts'
import { putInteraction } from './interactions.ts'
import { getLead } from './leads.ts'
import { putMessage } from './messages.ts'
import { putNotification } from './notifications.ts'
import type { Table } from './table.ts'

export const openStores = (table: Table) => ({
  heads: {
    load: (contactKey: string) => loadHead(table, contactKey),
    commit: (head: ContactHead, wakeAt: number | null, joint: readonly JointEffect[]) => commitHead(table, head, wakeAt, joint),
  },
  messages: { put: (row: MessageRow) => putMessage(table, row) },
  drafts: {
    put: (draft: Draft) => putDraft(table, draft),
    close: (contactKey: string, messageId: string) => closeDraft(table, contactKey, messageId),
  },
  controls: { slow: (channel: Channel, until: number) => slowChannel(table, channel, until) },
  notifications: { put: (notification: NewNotification) => putNotification(table, notification) },
  addresses: {
    suppress: (address: { key: string; kind: AddressKind }, channels: readonly ConsentChannel[], suppression: Suppression) =>
      suppressAddress(table, address, channels, suppression),
  },
  interactions: { put: (interaction: Omit<Interaction, 'id'>) => putInteraction(table, interaction) },
  leads: {
    contactsOf: async (leadId: string) => ((await getLead(table, leadId))?.contacts ?? []).map(({ key }) => key),
  },
})
