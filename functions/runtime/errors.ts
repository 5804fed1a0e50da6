/** Failures that a pipeline tells apart. Everything else is trouble that a retry may cure. */

/** Input that no retry makes better: it goes to the dead letters at once, with its reason, and is counted. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput'
  readonly reason: string
  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

/** Something that will be there in a moment is not there yet: the record is received again. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
}
