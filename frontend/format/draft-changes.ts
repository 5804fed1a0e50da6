/** What differs between a draft as it was read and as it stands now: exactly what an approval is bound to. */
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import { channelNames } from './channels.ts'

export interface DraftChange {
  field: string
  before: string
  after: string
}

type Bound = Pick<DraftView, 'recipient' | 'channel' | 'subject' | 'body'>

export const draftChanges = (read: Bound, now: Bound): DraftChange[] =>
  [
    { field: 'To', before: read.recipient ?? 'no address', after: now.recipient ?? 'no address' },
    { field: 'Channel', before: channelNames[read.channel], after: channelNames[now.channel] },
    { field: 'Subject', before: read.subject ?? '', after: now.subject ?? '' },
    { field: 'Text', before: read.body, after: now.body },
  ].filter(({ before, after }) => before !== after)
