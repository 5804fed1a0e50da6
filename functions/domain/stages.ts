/** Stages that sequences name, beside those that the tenant has configured. */
import { isNearMiss } from './near-miss.ts'

/** Null where the stage is configured, or none is; else what is wrong with it, as sentences. */
export const strangeStage = (stage: string, stages: readonly string[]): string | null => {
  if (stages.length === 0 || stages.includes(stage)) return null
  const meant = stages.find((other) => isNearMiss(stage, other))
  return `"${stage}" is none of the configured stages.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`
}
