/** The synthesized policies are what lets the product work: without any one of these grants the journey fails, and says which call was denied. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, tourSequence } from './world.ts'

interface Statement {
  Action: string | string[]
}
interface Template {
  Resources: Record<string, { Type: string; Properties?: { PolicyDocument?: { Statement: Statement[] } } }>
}

/** A copy of the assembly in which the role of `owner` lacks one action. */
const without = (action: string, owner: RegExp): string => {
  const stackDir = mkdtempSync(join(tmpdir(), 'touchline-grants-'))
  cpSync(inject('stackDir'), stackDir, { recursive: true })
  const file = join(stackDir, 'touchline-demo.template.json')
  const template: Template = JSON.parse(readFileSync(file, 'utf8'))
  let removed = 0
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::IAM::Policy' || !owner.test(id) || !Properties?.PolicyDocument) continue
    const { PolicyDocument } = Properties
    PolicyDocument.Statement = PolicyDocument.Statement.flatMap((statement) => {
      const kept = [statement.Action].flat().filter((one) => one !== action)
      removed += [statement.Action].flat().length - kept.length
      return kept.length === 0 ? [] : [{ ...statement, Action: kept }]
    })
  }
  if (removed === 0) throw new Error(`no policy of ${String(owner)} grants ${action}`)
  writeFileSync(file, JSON.stringify(template))
  return stackDir
}

const firstMail = async (stackDir: string) => {
  const world = await openWorld({ stackDir })
  try {
    await world.api<SequenceView>('POST', '/sequences', tourSequence())
    await world.publish(leadEvent(1))
    await world.advance('PT1M')
    const { denied } = await world.local<{ denied: { action: string }[] }>('iam')
    return { mails: (await world.outbox({ channel: 'email' })).length, denied: denied.map(({ action }) => action) }
  } finally {
    await world.close()
    rmSync(stackDir, { recursive: true, force: true })
  }
}

describe('a grant taken out of a construct', () => {
  it.each([
    ['ses:SendEmail', /^Dispatch/],
    ['dynamodb:PutItem', /^EnrollmentEnroll/],
    ['secretsmanager:GetSecretValue', /^Dispatch/],
  ] as const)('%s of %s keeps the first mail from leaving, and the denial is named', async (action, owner) => {
    const { mails, denied } = await firstMail(without(action, owner))
    expect(mails).toBe(0)
    expect(denied).toContain(action)
  })
})
