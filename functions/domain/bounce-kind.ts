/** What SES's kind of bounce says of an address; other providers send by SES and pass its words on. */
import type { BounceKind } from './signal.ts'

/**
 * `left`: the person unsubscribed. A suppression list only echoes what was known; what could not be sent for its content says nothing of the
 * address.
 */
export const judgeBounce = ({ bounceType, bounceSubType }: { bounceType: string; bounceSubType: string }): BounceKind | 'left' => {
  if (bounceType === 'Permanent') {
    if (bounceSubType === 'UnsubscribedRecipient') return 'left'
    return bounceSubType === 'Suppressed' || bounceSubType === 'OnAccountSuppressionList' ? 'suppressed' : 'hard'
  }
  const ofContent = ['ContentRejected', 'MessageTooLarge', 'AttachmentRejected']
  return bounceType === 'Transient' && !ofContent.includes(bounceSubType) ? 'soft' : 'undetermined'
}
