/** What functions print: one file each, and how many bytes it was. */
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionMeter } from '../meters.ts'

export interface FunctionLog {
  write: (text: string | Buffer) => void
  close(): Promise<void>
}

export const openFunctionLog = (directory: string, name: string, meter: FunctionMeter, allowed: () => boolean): FunctionLog => {
  mkdirSync(directory, { recursive: true })
  const file = createWriteStream(join(directory, `${name}.log`), { flags: 'a' })
  return {
    write: (text) => {
      // A function that may not write its logs loses them, as in AWS.
      if (!allowed()) return
      meter.logged(Buffer.byteLength(text))
      file.write(text)
    },
    close: () => new Promise((resolve) => file.end(resolve)),
  }
}
