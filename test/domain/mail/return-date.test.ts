/** Which day an absence note names as its end, where it names only a day of the month or only a month. */
import { describe, expect, it } from 'vitest'
import type { Mail } from '../../../functions/domain/mail/mail.ts'
import { returnDate } from '../../../functions/domain/mail/return-date.ts'

/** Written on Wednesday 15 July 2026. */
const note = (text: string): Mail => ({
  headers: [{ name: 'date', value: 'Wed, 15 Jul 2026 10:00:00 +0000' }],
  from: 'dana@example.com',
  subject: 'Out of office',
  text,
  html: '',
  parts: [],
  receivedAt: Date.parse('2026-07-15T10:00:00Z'),
})
const dateOf = (text: string) => returnDate(note(text), text)

describe('a day of the month alone', () => {
  it.each([
    ['I will get back to you when I return on the 9th.', '2026-08-09'],
    ['I am back on the 20th.', '2026-07-20'],
    ['Out of office until the 31st, back soon.', '2026-07-31'],
    ['I am away through the 22nd of this month.', '2026-07-22'],
    ['Ich bin ab dem 20. wieder erreichbar.', '2026-07-20'],
    ['Ich bin bis zum 9. nicht im Büro.', '2026-08-09'],
    ['Je serai de retour le 20.', '2026-07-20'],
    ["Je suis absent jusqu'au 31 inclus.", '2026-07-31'],
    ['Estaré de vuelta el 20.', '2026-07-20'],
    ['Estoy fuera de la oficina hasta el 9.', '2026-08-09'],
    ['Vuelvo el día 20.', '2026-07-20'],
  ])('%s', (text, date) => expect(dateOf(text)).toBe(date))

  it('that this month has not is the next month’s that has it', () => {
    const text = 'I am back on the 31st.'
    const june = { ...note(text), headers: [], receivedAt: Date.parse('2026-06-15T10:00:00Z') }
    expect(returnDate(june, text)).toBe('2026-07-31')
  })

  it.each([
    'I am away. Call me back on the 2nd floor line.',
    'I am away; the 9th floor is closed until further notice.',
    'Back in the 20th century we had no phones. I am away.',
    'I am out of the office from the 20th.',
    'Ich bin bis 9 Uhr nicht erreichbar.',
    "Je suis absent jusqu'au 31 rue de la Paix.",
    'Estoy fuera hasta las 20 horas.',
    'Bis zum 3. Stock ist der Aufzug gesperrt, ich bin nicht da.',
    'I am away until the 3rd quarter report is done.',
    'Je serai de retour le 20e jour ouvrable.',
  ])('is none in: %s', (text) => expect(dateOf(text)).toBeNull())
})

describe('a month alone', () => {
  it.each([
    ['I am on parental leave until September 2026.', '2026-09-01'],
    ['I am out of the office until September.', '2026-09-01'],
    ['I am away through September 2026.', '2026-09-30'],
    ['I will be back in early October.', '2026-10-01'],
    ['I return in January 2027.', '2027-01-01'],
    ['I am away until the end of August.', '2026-08-31'],
    ['I am away until mid-August 2026.', '2026-08-15'],
    ['Ich bin bis September 2026 in Elternzeit.', '2026-09-01'],
    ['Ich bin bis Ende August nicht erreichbar.', '2026-08-31'],
    ['Ich bin ab Oktober wieder im Büro.', '2026-10-01'],
    ["Je suis absente jusqu'en septembre 2026.", '2026-09-01'],
    ["Je suis absent jusqu'à fin août.", '2026-08-31'],
    ['Je serai de retour en octobre.', '2026-10-01'],
    ['Estoy de baja hasta septiembre de 2026.', '2026-09-01'],
    ['Estaré fuera hasta finales de agosto.', '2026-08-31'],
    ['Vuelvo en octubre.', '2026-10-01'],
  ])('%s', (text, date) => expect(dateOf(text)).toBe(date))

  it.each([
    'I am away. The report of September 2026 is on the shared drive.',
    'I am away until I may return.',
    'I am away from September 2026.',
    'Our office was closed until May 2026, and I am away now.',
    'I am away; please mail March until I answer.',
    'Hasta la vista, Marzo is my deputy. I am away.',
  ])('is none in: %s', (text) => expect(dateOf(text)).toBeNull())

  it('says less than a day that is named too', () => {
    expect(dateOf('I am on leave until September and return on 7 September 2026.')).toBe('2026-09-07')
    expect(dateOf('I am back on Monday 3 August 2026. Our office moves in September.')).toBe('2026-08-03')
  })
})
