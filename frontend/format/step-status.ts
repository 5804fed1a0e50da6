/** What a step on the timeline says of itself: has it gone out, is somebody waiting for it next, or is it still ahead? */
export type StepStatus = 'sent' | 'queued' | 'scheduled'

/**
 * `sent` once one message of the step has left; `queued` is the first step after those while somebody is running; the rest are `scheduled`.
 * Steps come in their order.
 */
export const stepStatuses = (steps: { id: string; sent: number }[], running: number): Map<string, StepStatus> => {
  const next = running > 0 ? steps.find((step) => step.sent === 0)?.id : undefined
  return new Map(steps.map((step) => [step.id, step.sent > 0 ? 'sent' : step.id === next ? 'queued' : 'scheduled']))
}
