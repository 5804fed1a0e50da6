import { expect, it } from 'vitest'
import { lackingValues } from '../../functions/domain/lacking-values.ts'
import { profile, rules, step, version } from './builders.ts'

it('names each merge value that somebody lacks, with the steps that wait for it; a default is a value', () => {
  const steps = [
    step(1, 'email', 0, { subject: 'On {{street}}', body: 'Hi {{first_name}} of {{city}}' }),
    step(2, 'email', 60, { subject: 'Again', body: '{{city}}, {{nickname | default: "friend"}}' }),
  ]
  const lacking = lackingValues(version({ steps }), rules)
  expect(lacking({ ...profile, firstName: 'Dana', attributes: { street: '12 Elm St' } })).toEqual([{ name: 'city', steps: [1, 2] }])
  expect(lacking({ ...profile, firstName: 'Dana', attributes: { street: '12 Elm St', city: 'Aurora' } })).toEqual([])
})
