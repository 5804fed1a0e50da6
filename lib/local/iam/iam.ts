/** IAM, enforced and written down: who was denied what, and which grants of the template nobody ever used. */
import { AwsError, type Authorize, type Principal } from '../service.ts'
import type { ResolvedTemplate } from '../template/hosted-template.ts'
import type { GrantWaiver } from '../waivers.ts'
import { evaluate, type Verdict } from './evaluate.ts'
import type { RequestContext } from './conditions.ts'
import { readResourcePolicies, readRoles, type Role } from './roles.ts'
import type { Statement } from './policy.ts'

export interface IamReport {
  denied: { principal: string; action: string; resource: string; times: number }[]
  unused: { role: string; action: string; resource: string; policy: string }[]
  waived: { role: string; action: string; resource: string; reason: string }[]
}

export interface Iam {
  authorize: Authorize
  /** The same question without an error and without a record of a denial. */
  allows(principal: Principal, action: string, resource: string, context?: RequestContext): boolean
  /** The role as an AWS service takes it on, where its trust policy lets that service. */
  assume(roleArn: string, service: string, context?: RequestContext): Principal
  principalOf: (accessKeyId: string) => Principal
  accessKeyOf(roleArn: string): string
  report(): IamReport
}

const root: Principal = { kind: 'root' }

export const createIam = (
  template: ResolvedTemplate,
  waivers: readonly GrantWaiver[],
  waivedResource: (logicalId: string) => boolean,
): Iam => {
  const roles = readRoles(template, waivedResource)
  const byArn = new Map(roles.map((role) => [role.arn, role]))
  const byKey = new Map<string, Principal>(roles.map(({ accessKeyId, arn, name }) => [accessKeyId, { kind: 'role', roleArn: arn, name }]))
  const resourcePolicies = readResourcePolicies(template)
  const ledger = createLedger(roles, waivers)
  const verdicts = new Map<string, Verdict>()
  /** Every call here counts as made over TLS in the stack's own account. */
  const given: RequestContext = {
    'aws:SecureTransport': 'true',
    'aws:SourceAccount': template.account,
    'aws:PrincipalAccount': template.account,
  }

  const ask = (principal: Principal, action: string, resource: string, context: RequestContext): boolean => {
    if (principal.kind === 'root') return true
    const key = `${principal.kind === 'role' ? principal.roleArn : `${principal.name} ${principal.sourceArn}`} ${action} ${resource}`
    const known = verdicts.get(key)
    if (known) return known.allowed
    const asked = { action, resource, context: { ...given, ...context } }
    const own = principal.kind === 'role' ? byArn.get(principal.roleArn) : undefined
    if (principal.kind === 'service') asked.context['aws:SourceArn'] = principal.sourceArn
    const guarding = (resourcePolicies.get(guardOf(resource)) ?? []).filter((statement) => concerns(statement, principal))
    const verdict = evaluate([...(own?.statements ?? []), ...guarding], asked)
    if (!verdict.conditional) verdicts.set(key, verdict)
    if (own && verdict.allowed) ledger.used(own, verdict)
    return verdict.allowed
  }

  return {
    authorize: (principal, action, resource, context = {}) => {
      if (ask(principal, action, resource, context)) return
      const name = principal.kind === 'service' ? `${principal.name} for ${principal.sourceArn}` : nameOf(principal)
      ledger.denied(name, action, resource)
      throw new AwsError('AccessDeniedException', `User: ${name} is not authorized to perform: ${action} on resource: ${resource}`, 403)
    },
    allows: (principal, action, resource, context = {}) => ask(principal, action, resource, context),
    assume: (roleArn, service, context = {}) => {
      const role = byArn.get(roleArn)
      const trusted = evaluate(
        (role?.trust ?? []).filter((statement) => concerns(statement, { kind: 'service', name: service, sourceArn: '' })),
        { action: 'sts:AssumeRole', resource: '*', context: { ...given, ...context } },
      )
      if (role && trusted.allowed) return { kind: 'role', roleArn, name: role.name }
      ledger.denied(service, 'sts:AssumeRole', roleArn)
      throw new AwsError('AccessDeniedException', `${service} is not authorized to assume ${roleArn}`, 403)
    },
    principalOf: (accessKeyId) => byKey.get(accessKeyId) ?? root,
    accessKeyOf: (roleArn) => {
      const role = byArn.get(roleArn)
      if (!role) throw new Error(`${roleArn} is no role of this stack`)
      return role.accessKeyId
    },
    report: ledger.report,
  }
}

/** An object is guarded by its bucket's policy. */
const guardOf = (resource: string): string => (resource.startsWith('arn:aws:s3:::') ? (resource.split('/', 1)[0] ?? resource) : resource)

const nameOf = (principal: Principal): string => (principal.kind === 'role' ? principal.roleArn : principal.kind)

const concerns = ({ principals }: Statement, principal: Principal): boolean =>
  principals.some(({ kind, values }) => {
    if (kind === '*') return true
    if (principal.kind === 'service') return kind === 'Service' && values.some((value) => value.matches(principal.name))
    if (kind !== 'AWS' || principal.kind !== 'role') return false
    return values.some((value) => value.text === '*' || value.matches(principal.roleArn))
  })

const keyOf = (role: string, action: string, resource: string): string => `${role} ${action} ${resource}`

const trustedServices = ({ principals }: Statement): string[] =>
  principals.flatMap(({ kind, values }) => (kind === 'Service' ? values.map(({ text }) => text) : []))

const createLedger = (roles: readonly Role[], waivers: readonly GrantWaiver[]) => {
  const used = new Set<string>()
  const denied = new Map<string, IamReport['denied'][number]>()
  const servicesOf = new Map(roles.map(({ name, trust }) => [name, trust.flatMap(trustedServices)]))
  /** AWS's own policies grant what AWS chose; only the template's own statements are held to be used. */
  const grants = roles.flatMap((role) =>
    role.statements
      .filter(({ allows, source }) => allows && !source.startsWith('arn:'))
      .flatMap(({ actions, resources, source, exceptActions, exceptResources }) =>
        exceptActions || exceptResources
          ? []
          : actions.flatMap((action) =>
              resources.map((resource) => ({ role: role.name, action: action.text, resource: resource.text, policy: source })),
            ),
      ),
  )
  return {
    used: (role: Role, { by }: Verdict): void => {
      for (const { action, resource } of by) used.add(keyOf(role.name, action, resource))
    },
    denied: (principal: string, action: string, resource: string): void => {
      const key = keyOf(principal, action, resource)
      const entry = denied.get(key) ?? { principal, action, resource, times: 0 }
      denied.set(key, { ...entry, times: entry.times + 1 })
    },
    report: (): IamReport => {
      const idle = grants.filter(({ role, action, resource }) => !used.has(keyOf(role, action, resource)))
      const waiverOf = ({ role, action, resource }: (typeof idle)[number]) =>
        waivers.find(
          (waiver) =>
            waiver.actions.includes(action) &&
            waiver.role.test(role) &&
            (waiver.resource?.test(resource) ?? true) &&
            (waiver.service === undefined || (servicesOf.get(role) ?? []).includes(waiver.service)),
        )
      return {
        denied: [...denied.values()],
        unused: idle.filter((grant) => !waiverOf(grant)),
        waived: idle.flatMap((grant) => {
          const waiver = waiverOf(grant)
          return waiver ? [{ role: grant.role, action: grant.action, resource: grant.resource, reason: waiver.reason }] : []
        }),
      }
    },
  }
}
