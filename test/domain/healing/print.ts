/** Prints the healing table: `npm run healing`. */
import { healingText } from './table-text.ts'

console.log(healingText())
