/** Milliseconds that a text waits for what kind of line its number is; without an answer it leaves. */
export const lookupMilliseconds = 5_000
