/** The server's clock, as the `date` of its answers tells it: a browser's own may be wrong, and days are told by the server's. */
import { readonly, ref } from 'vue'

/** Milliseconds that the server is ahead. */
const ahead = ref(0)
export const serverAhead = readonly(ahead)

/** What its second and the way of the answer blur. */
const blurMs = 5_000

/** Called with each answer of the API. */
export const hearDate = (answer: Response): void => {
  const said = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(said)) return
  const now = said - Date.now()
  if (Math.abs(now - ahead.value) > blurMs) ahead.value = Math.abs(now) > blurMs ? now : 0
}

/** Milliseconds since 1970 at the server; as the browser has it until the server has answered. */
export const serverNow = (): number => Date.now() + ahead.value
