/** What the gates look at beside the head, read consistently in one request after it. */
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import type { MessageRow } from '../domain/message.ts'
import type { SettingsHere } from '../domain/settings-here.ts'
import type { TenantControls } from '../domain/signal.ts'
import { addressesIn, recordKeys, recordsFrom, type Records } from './address-use.ts'
import { storedControlsOf } from './controls.ts'
import { getItems } from './items.ts'
import { keys } from './keys.ts'
import { messageOf } from './message-rows.ts'
import { profileIn } from './profiles.ts'
import type { Table } from './table.ts'

export interface SendRecords {
  profile: ContactProfile | null
  records: Records
  /** The row of the message asked for, where it has one. */
  previous: MessageRow | null
  /** Read with every message, so that what an admin stops has stopped with the next one. */
  controls: TenantControls
  /** What is set in place of the tenant's file, read in the same item. */
  here: SettingsHere
}

export const readSendRecords = async (table: Table, head: ContactHead, messageId?: string): Promise<SendRecords> => {
  const used = addressesIn(head)
  const wanted = [
    keys.controls(),
    keys.profile(head.key),
    ...(messageId === undefined ? [] : [keys.message(head.key, messageId)]),
    ...recordKeys(used),
  ]
  const items = await getItems(table, wanted)
  const [controls, profile, row] = items
  const addresses = items.slice(messageId === undefined ? 2 : 3)
  const { controls: now, here } = storedControlsOf(controls)
  return {
    profile: profileIn(profile),
    records: recordsFrom(used, addresses, head.key),
    previous: messageId !== undefined && row ? messageOf(row) : null,
    controls: now,
    here,
  }
}
