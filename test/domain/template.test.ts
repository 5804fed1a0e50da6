import { describe, expect, it } from 'vitest'
import { checkTemplate, mergeVariables, render, variablesOf } from '../../functions/domain/template.ts'
import { profile } from './builders.ts'

const values = mergeVariables(profile, { company: 'Acme Homes' })

describe('merge variables', () => {
  it('are the standard ones and the contact’s attributes, without empty ones', () => {
    expect(mergeVariables({ ...profile, lastName: ' ', attributes: { agent: '', rooms: 3 } }, { company: 'Acme' })).toEqual({
      first_name: 'Dana',
      full_name: 'Dana',
      email: 'dana@example.com',
      phone: '+13125550142',
      company: 'Acme',
      rooms: 3,
    })
  })

  it('of a contact’s own name win over an attribute of that name', () => {
    expect(mergeVariables({ ...profile, attributes: { first_name: 'X' } }, { company: 'A' })['first_name']).toBe('Dana')
  })
})

describe('rendering', () => {
  it.each([
    ['Hi {{first_name}} of {{company}}', 'Hi Dana of Acme Homes'],
    ['Hi {{nickname | default: "there"}}', 'Hi there'],
    ['{% if agent %}{{agent}}{% else %}we{% endif %}', 'we'],
    ['a < b & {{street | upcase}}', 'a < b & 12 ELM ST'],
  ])('of %s', (template, text) => {
    expect(render(template, values)).toEqual({ kind: 'rendered', text })
  })

  it('names every value that is missing, not only the first', () => {
    expect(render('{{agent}} {{first_name}} {{offer.price}} {{agent}}', values)).toEqual({
      kind: 'missing',
      names: ['agent', 'offer'],
    })
  })

  it.each([
    '{{first_name',
    '{{first_name | shout}}',
    '{% include "secret" %}',
    '{{first_name | raw}}',
    '{% for i in (1..10000000) %}x{% endfor %}',
  ])('of %s is broken, never sent', (template) => {
    expect(render(template, values).kind).toBe('broken')
  })

  it('reaches nothing beyond the values themselves', () => {
    expect(render('{{first_name.constructor}}{{constructor}}', values).kind).not.toBe('rendered')
  })
})

describe('checking a template before publishing', () => {
  it('lets known variables, usual attributes and any with a default pass', () => {
    expect(checkTemplate('{{first_name}} {{street}} {{rooms}} {{view | default: "a view"}}', ['rooms'])).toEqual({
      unknown: [],
      needDefault: [],
    })
  })

  it('names what nobody has', () => {
    expect(checkTemplate('{{favourite_colour}}', ['rooms']).unknown).toEqual([{ name: 'favourite_colour' }])
  })

  it.each([
    ['frist_name', 'first_name'],
    ['firstName', 'first_name'],
    ['first_nam', 'first_name'],
    ['compani', 'company'],
    ['streeet', 'street'],
  ])('takes %s for a slip of %s, even with a default', (name, meant) => {
    expect(checkTemplate(`{{${name} | default: "x"}}`, []).unknown).toEqual([{ name, meant }])
  })

  it('asks for a default for what only a conversation fills', () => {
    expect(checkTemplate('{{last_call_summary}} {{overall_sentiment | default: "fine"}}', []).needDefault).toEqual(['last_call_summary'])
  })

  it('finds an unknown variable in a branch that may never be printed', () => {
    expect(checkTemplate('{% if street %}x{% else %}{{mystery_value}}{% endif %}', []).unknown).toEqual([{ name: 'mystery_value' }])
  })

  it('says why a template does not parse', () => {
    expect(checkTemplate('{{first_name', []).syntax).toBe('{{first_name is not closed: add }}')
    expect(checkTemplate('Hi {{first_name}}, {{ci of {{city}}', []).syntax).toBe('{{ci is not closed: add }}')
    expect(checkTemplate('Hi {{fi\n\nthere', []).syntax).toBe('{{fi is not closed: add }}')
    expect(checkTemplate('{% if city %}there', []).syntax).toBe('{% if %} has no end: add {% endif %}')
    expect(checkTemplate('{% if city', []).syntax).toBe('{% if is not closed: add %}')
    expect(checkTemplate('Hi\n{{ city | shout }}', []).syntax).toBe('undefined filter: shout, in line 2')
  })

  it('lists the variables of a template once', () => {
    expect(variablesOf('{{a}} {{b.c}} {{a}} {% assign d = 1 %}{{d}}')).toEqual(['a', 'b'])
  })
})
