/** What a run cost: calls, table units, function milliseconds and log bytes, since start. */
export interface FunctionMeter {
  count(milliseconds: number, failed: boolean): void
  logged(bytes: number): void
}
export interface Units {
  read: number
  write: number
}
export interface MeterReading {
  /** By caller (a role's name, or `root`), service and operation. */
  calls: Record<string, Record<string, number>>
  /** Consumed capacity by caller and by table or `table/index`. */
  units: Record<string, Record<string, Units>>
  functions: Record<string, { invocations: number; errors: number; milliseconds: number; logBytes: number }>
}
export interface Meters {
  called(caller: string, operation: string): void
  consumed(caller: string, table: string, units: Partial<Units>): void
  function(name: string): FunctionMeter
  read(): MeterReading
}

export const createMeters = (): Meters => {
  const reading: MeterReading = { calls: {}, units: {}, functions: {} }
  return {
    called: (caller, operation) => {
      const calls = (reading.calls[caller] ??= {})
      calls[operation] = (calls[operation] ?? 0) + 1
    },
    consumed: (caller, table, { read = 0, write = 0 }) => {
      const units = ((reading.units[caller] ??= {})[table] ??= { read: 0, write: 0 })
      units.read += read
      units.write += write
    },
    function: (name) => {
      const meter = (reading.functions[name] ??= { invocations: 0, errors: 0, milliseconds: 0, logBytes: 0 })
      return {
        count: (milliseconds, failed) => {
          meter.invocations++
          meter.milliseconds += milliseconds
          if (failed) meter.errors++
        },
        logged: (bytes) => {
          meter.logBytes += bytes
        },
      }
    },
    read: () => structuredClone(reading),
  }
}
