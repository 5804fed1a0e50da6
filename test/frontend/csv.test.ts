import { describe, expect, it } from 'vitest'
import { mappedCsv, readFile, textOf, type CsvFile } from '../../frontend/forms/csv-file.ts'
import {
  attributeNames,
  guessedMapping,
  mappingProblems,
  nameInstead,
  samplesOf,
  targetNames,
  targets,
} from '../../frontend/forms/csv-mapping.ts'
import { checkedRows } from '../../frontend/forms/csv-rows.ts'
import { readCsv } from '../../functions/api/csv.ts'

const list = (text: string): CsvFile => {
  const read = readFile('list.csv', text)
  if ('complaint' in read) throw new Error(read.complaint)
  return read
}

describe('a list that somebody brings', () => {
  it('is read whatever separates its cells, and keeps the line of each row', () => {
    const read = list('﻿Contact ID;Name;Note\r\nc-1;Dana;"two\r\nlines"\r\n\r\nc-2;Theo;\r\n')
    expect(read.headers).toEqual(['Contact ID', 'Name', 'Note'])
    expect(read.lines.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, 'c-1'],
      [5, 'c-2'],
    ])
  })

  it('is read as a spreadsheet under Windows writes it', async () => {
    expect(await textOf(new Blob([Uint8Array.from([0x4a, 0xfc, 0x72, 0x67])]))).toBe('Jürg')
    expect(await textOf(new Blob(['Jürg']))).toBe('Jürg')
  })

  it('is refused with a sentence where it is no list', () => {
    expect(readFile('a.csv', '')).toEqual({ complaint: expect.stringContaining('empty') })
    expect(readFile('a.csv', 'Contact ID,Name\n')).toEqual({ complaint: expect.stringContaining('no row below') })
    expect(readFile('a.csv', 'id,name\n"c-1,Dana\n')).toEqual({ complaint: expect.stringContaining('quotation mark') })
  })
})

describe('the mapping', () => {
  it('guesses fields by name, keeps what it does not know, and leaves out what it cannot keep', () => {
    expect(guessedMapping(['CRM ID', 'First', 'E-Mail', 'Street', '', 'What is wrong', 'email'])).toEqual([
      'contactId',
      'firstName',
      'email',
      'attribute',
      'out',
      'out',
      'out',
    ])
  })

  it('has to name what tells who they are, and each field once', () => {
    const headers = ['Key', 'Mail', 'Mail two', 'Phone']
    expect(mappingProblems(headers, ['attribute', 'out', 'out', 'out'])).toEqual([
      { column: -1, text: 'Say which column tells who they are: the email address, the phone number, or the contact id.' },
    ])
    expect(mappingProblems(headers, ['attribute', 'email', 'email', 'attribute'])).toEqual([
      { column: 2, text: '“Mail” is that already. Leave one of them out.' },
      { column: 3, text: 'It is named as a field is, so it cannot be an attribute. Rename it, or leave it out.' },
    ])
    expect(mappingProblems(headers, ['contactId', 'email', 'alternativeEmail', 'phone'])).toEqual([])
  })

  it('knows the labels that the dashboard itself gives the fields', () => {
    const labelled = targets.filter((target) => target !== 'attribute' && target !== 'out' && target !== 'fullName')
    expect(guessedMapping(labelled.map((target) => targetNames[target]))).toEqual(labelled)
  })

  it('proposes the merge field that a header means, once, and else keeps the header', () => {
    expect(attributeNames(['Street', 'Lot-No', 'Favourite colour', 'STREET', 'City', 'city'], ['street', 'lot_no', 'city'])).toEqual([
      'street',
      'lot_no',
      'Favourite colour',
      'STREET',
      'City',
      'city',
    ])
    expect(mappingProblems(['Id', 'Street', 'Road'], ['contactId', 'attribute', 'attribute'], ['Id', 'street', 'street'])).toEqual([
      { column: 2, text: '“Street” is that already. Leave one of them out.' },
    ])
  })

  it('keeps a name apart by which texts mean something of their own, and knows what else a street is called', () => {
    const names = (headers: string[]) => attributeNames(headers, ['street', 'city'], ['company', 'phone'])
    expect(names(['Company', 'Address', 'Note'])).toEqual(['contact_company', 'street', 'Note'])
    expect(names(['contact_company', 'Company'])).toEqual(['contact_company', 'Company'])
    expect(names(['Address', 'Street'])).toEqual(['Address', 'street'])
    expect(nameInstead(' company ', ['company'])).toBe('contact_company')
    expect(nameInstead('Firm', ['company'])).toBeNull()
    expect(guessedMapping(['Name', 'E-Mail', 'Tel.', 'Phone no.'])).toEqual(['fullName', 'email', 'phone', 'attribute'])
  })

  it('shows whoever brings a broken address what they typed', async () => {
    const file = list('email,phone\nbroken.example,\n,12\n')
    const { bad } = await checkedRows(file.lines, ['email', 'phone'])
    expect(bad.map(({ detail }) => detail)).toEqual(['broken.example', '12'])
  })

  it('splits a full name, where no column holds a part of it', async () => {
    expect(guessedMapping(['ID', 'Name'])).toEqual(['contactId', 'fullName'])
    expect(guessedMapping(['ID', 'Name', 'Surname'])).toEqual(['contactId', 'attribute', 'lastName'])
    const file = list('ID,Name\nc-1,Dana de la Reyes\nc-2,Theo\n')
    const { good } = await checkedRows(file.lines, ['contactId', 'fullName'])
    expect(good.map(({ name }) => name)).toEqual(['Dana de la Reyes', 'Theo'])
    expect(mappedCsv(file, ['contactId', 'fullName'], good)).toBe('contactId,firstName,lastName\nc-1,Dana,de la Reyes\nc-2,Theo,\n')
    expect(mappingProblems(['ID', 'Name', 'Last'], ['contactId', 'fullName', 'lastName'])).toEqual([
      { column: 2, text: 'The full name is split into first and last name already. Leave one of them out.' },
    ])
  })

  it('shows the first values of a column that say anything', () => {
    expect(samplesOf([{ cells: [''] }, { cells: ['a'] }, { cells: ['a'] }, { cells: ['b'] }], 0)).toEqual(['a', 'b'])
  })
})

describe('its rows', () => {
  const text = [
    'ID,Name,Mail,Phone,Street',
    'c-1,Dana,dana@example.com,+13125550142,12 Elm St',
    'c-2,Theo,theo@example,,',
    ',Nobody,n@example.com,,',
    'c-1,Dana again,dana@example.com,,',
    'c-3,Iris,iris@example.com,12,',
    'c-4,Omar,omar@example.com,,"3 Oak Av\nBack door"',
    'c-5,Pia,pia@example.com,,',
  ].join('\n')
  const file = list(text)
  const mapping = ['contactId', 'firstName', 'email', 'phone', 'attribute'] as const

  it('are told apart before anything is sent, each bad one with its line and what to do', async () => {
    const { good, bad } = await checkedRows(file.lines, mapping)
    expect(good.map(({ line, id, name }) => [line, id, name])).toEqual([
      [2, 'c-1', 'Dana'],
      [4, 'line 4', 'Nobody'],
      [7, 'c-4', 'Omar'],
      [9, 'c-5', 'Pia'],
    ])
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'bad_email'],
      [5, 'repeated_row'],
      [6, 'bad_phone'],
    ])
    expect(bad[0]?.text).toBe('The email address cannot be mailed to. Correct it.')
    expect(bad[1]?.detail).toBe('line 2')
  })

  it('are sent without the bad ones, under their fields’ names, each at its line of the file', async () => {
    const { good } = await checkedRows(file.lines, mapping)
    const read = readCsv(mappedCsv(file, mapping, good))
    if (read.kind !== 'rows') throw new Error(read.detail)
    expect(read.rows.map(({ line, id, ask }) => [line, id, ask.kind])).toEqual([
      [2, 'c-1', 'seen'],
      [4, 'line 4', 'seen'],
      [7, 'c-4', 'seen'],
      [9, 'c-5', 'seen'],
    ])
    const [dana] = read.rows
    expect(dana?.ask.kind === 'seen' && dana.ask.contact).toMatchObject({ firstName: 'Dana', attributes: { Street: '12 Elm St' } })
  })

  it('are sent without the columns that were left out', async () => {
    const { good } = await checkedRows(file.lines, ['contactId', 'out', 'email', 'out', 'out'])
    expect(mappedCsv(file, ['contactId', 'out', 'email', 'out', 'out'], good).split('\n')[0]).toBe('contactId,email')
  })
})
