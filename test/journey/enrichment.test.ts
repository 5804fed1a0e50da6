/** Another address is asked for: of a source that is a server here, and of the CRM over the tenant's own bus. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { synthesize } from '../../lib/synthesize.ts'
import type { ContractServer } from '../adapters/providers/contract-server.ts'
import { openEnrichmentSource, sourceKey } from '../adapters/providers/enrichment.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

const credentials = { accessKeyId: 'operator', secretAccessKey: 'x' }

let source: ContractServer
let world: World
let directory: string
let sequence: SequenceView
beforeAll(async () => {
  source = await openEnrichmentSource({ email: 'found@example.net', costCents: 9 })
  directory = mkdtempSync(join(tmpdir(), 'touchline-asking-'))
  for (const name of ['tenants', 'pages/assets']) mkdirSync(join(directory, name), { recursive: true })
  writeFileSync(join(directory, 'pages/index.html'), '<!doctype html><title>Touchline</title>\n')
  writeFileSync(join(directory, 'pages/assets/main.js'), '0\n')
  const enrichment = { sources: [{ kind: 'http', name: 'people-data', url: `${source.url}/v1/people` }, { kind: 'crm' }] }
  writeFileSync(
    join(directory, 'tenants/asking.json'),
    JSON.stringify({ company: 'Acme', postalAddress: '1 Main St, Springfield', timeZone: 'America/Chicago', enrichment }),
  )
  const stackDir = join(directory, 'out')
  await synthesize({
    tenants: ['asking'],
    tenantsDirectory: join(directory, 'tenants'),
    dashboardDirectory: join(directory, 'pages'),
    outdir: stackDir,
    checks: true,
  })
  world = await openWorld({ stackDir })
  const secrets = new SecretsManagerClient({ endpoint: world.awsUrl, region: 'us-east-1', credentials })
  const SecretString = JSON.stringify({ apiKey: sourceKey })
  await secrets.send(new PutSecretValueCommand({ SecretId: 'touchline/asking/enrichment-people-data', SecretString }))
  secrets.destroy()
  sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
}, 120_000)
afterAll(async () => {
  await world.close()
  await source.close()
  rmSync(directory, { recursive: true, force: true })
})

const bouncing = async (n: number) =>
  leadEvent(n, { email: `bounce+${n}@simulator.amazonses.com`, phone: null, consent: { email: true } }, { occurredAt: await world.now() })
const enrollmentOf = async (contactId: string) => (await world.enrollments(sequence.id)).find((one) => one.contactId === contactId)

describe('a tenant with sources of addresses', () => {
  it('asks the first one once, and mails the address that it knows', async () => {
    await world.publish(await bouncing(1))
    await world.advance('PT5M')
    expect(source.received).toHaveLength(1)
    expect(source.broken).toEqual([])
    expect((await enrollmentOf('c-1'))?.healing.map(({ action }) => action)).toEqual(['enrich_contact', 'retry_alternative'])
    expect(await world.outbox({ to: 'found@example.net' })).toHaveLength(1)
    const { items } = await world.api<{ items: { what: string; text: string }[] }>('GET', '/contacts/c-1/timeline?limit=100')
    expect(items.filter(({ what }) => what === 'enriched').map(({ text }) => text)).toEqual([
      'Contact data: people-data knows an email address (cost 0.09).',
    ])
    expect(await world.api('GET', '/contacts/c-1')).toMatchObject({ alternativeEmail: 'found@example.net' })
  })

  it('waits for the CRM where the source is down, and goes on with its answer', async () => {
    source.next({ status: 500 })
    await world.publish(await bouncing(2))
    await world.advance('PT1H')
    expect(await enrollmentOf('c-2')).toMatchObject({ status: 'active', healing: [{ action: 'enrich_contact' }] })
    const bus = new EventBridgeClient({ endpoint: world.awsUrl, region: 'us-east-1', credentials })
    const Detail = JSON.stringify({ contactId: 'c-2', email: 'from-crm@example.net' })
    await bus.send(
      new PutEventsCommand({ Entries: [{ EventBusName: 'touchline-asking', Source: 'crm', DetailType: 'Contact Enriched', Detail }] }),
    )
    bus.destroy()
    await world.advance('PT1M')
    expect(await world.outbox({ to: 'from-crm@example.net' })).toHaveLength(1)
  })

  it('waits no longer than a day', async () => {
    source.next({ status: 404 })
    await world.publish(await bouncing(3))
    await world.advance('PT23H')
    expect((await enrollmentOf('c-3'))?.status).toBe('active')
    await world.advance('PT2H')
    expect(await enrollmentOf('c-3')).toMatchObject({ status: 'finished', exitReason: 'bounced' })
  })

  it('was denied nothing', async () => {
    expect((await world.local<{ denied: unknown[] }>('iam')).denied).toEqual([])
    expect(await world.filledQueues()).toEqual([])
  })
})
