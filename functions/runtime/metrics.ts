/** Counts of one invocation, added up and written once at its end as one EMF line per metric and dimensions. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { metricDimensions, metricNamespace, type MetricName } from '../contract/metrics.ts'

/** Counts under the stack's own dimensions; `detail` counts it once more under further ones, for people to break down. */
export type Count = (name: MetricName, detail?: Record<string, string>) => void

export interface Counting {
  count: Count
  /** Writes what was counted since the last time. */
  flush(): void
}

interface Tally {
  name: MetricName
  detail: Record<string, string>
  value: number
}

export const createCounting = (tenant: string): Counting => {
  const { service, ...dimensions } = metricDimensions(tenant)
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: service, defaultDimensions: dimensions })
  const tallies = new Map<string, Tally>()
  const add = (name: MetricName, detail: Record<string, string>): void => {
    const key = JSON.stringify([name, detail])
    const tally = tallies.get(key) ?? { name, detail, value: 0 }
    tallies.set(key, { ...tally, value: tally.value + 1 })
  }
  return {
    count: (name, detail) => {
      add(name, {})
      if (detail) add(name, detail)
    },
    flush: () => {
      for (const { name, detail, value } of tallies.values()) {
        const one = metrics.singleMetric()
        for (const [dimension, of] of Object.entries(detail)) one.addDimension(dimension, of)
        one.addMetric(name, MetricUnit.Count, value)
      }
      tallies.clear()
    },
  }
}
