/** What hand-offs and templates need of the world, connected in handler.ts. */
import type { SequenceTemplateView } from '../contract/api/campaigns.ts'
import type { DecidedGate, Gate } from '../domain/contact.ts'
import type { StepTemplate } from '../domain/step-template.ts'

export interface GatePorts {
  get(id: string): Promise<Gate | null>
  /** Open ones, the one that has waited longest first; or decided ones, the latest first. */
  list(which: 'open' | 'decided', limit: number, after?: string): Promise<{ items: Gate[]; next: string | null }>
  /** Records a decision; false where somebody else already decided. */
  decide(gate: DecidedGate): Promise<boolean>
}

export interface SequenceTemplatePorts {
  get(id: string): Promise<SequenceTemplateView | null>
  /** Newest first. */
  list(limit: number, after?: string): Promise<{ items: SequenceTemplateView[]; next: string | null }>
  put(template: SequenceTemplateView): Promise<void>
  remove(id: string): Promise<void>
}

export interface StepTemplatePorts {
  get(id: string): Promise<StepTemplate | null>
  /** Newest first. */
  list(limit: number, after?: string): Promise<{ items: StepTemplate[]; next: string | null }>
  /** Stores it at `revision + 1` where its stored revision still is `revision` (0 = none); null where it is not. */
  put(template: StepTemplate): Promise<StepTemplate | null>
  remove(id: string): Promise<void>
}
