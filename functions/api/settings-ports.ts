/** What an admin may change at any time, as the API's verbs reach it. */
import type { ControlsChange, StoredControls } from '../domain/signal.ts'

export interface ControlPorts {
  get(): Promise<StoredControls>
  /** Changes what is named where the stored revision still is `read`; without `read`, whatever stands. */
  change(
    change: ControlsChange,
    edit: { by: string; at: string; read?: number | undefined },
  ): Promise<{ kind: 'stored'; stored: StoredControls } | { kind: 'stale'; current: StoredControls }>
}
