/** Routes of the CRM's side: who calls us, and how what they say is mapped. */
import { crmMappingBody, crmMappingReset, crmMappingView, crmSourceList, crmTried, crmTryBody } from '../crm.ts'
import type { Route } from '../route.ts'

export const crmRoutes = {
  listCrmSources: {
    method: 'GET',
    path: '/api/v1/crm/sources',
    summary: 'The CRMs of the tenant file that call /hooks/crm/{source}',
    access: 'member',
    status: 200,
    answer: crmSourceList,
  },
  getCrmMapping: {
    method: 'GET',
    path: '/api/v1/crm/sources/{source}/mapping',
    summary: "How a CRM's events become ours, and what was changed about it",
    access: 'member',
    status: 200,
    answer: crmMappingView,
  },
  putCrmMapping: {
    method: 'PUT',
    path: '/api/v1/crm/sources/{source}/mapping',
    summary: "Change how a CRM's events become ours; it holds from the next event on",
    access: 'admin',
    status: 200,
    body: crmMappingBody,
    answer: crmMappingView,
  },
  resetCrmMapping: {
    method: 'DELETE',
    path: '/api/v1/crm/sources/{source}/mapping',
    summary: "Go back to the vendor's default mapping",
    access: 'admin',
    status: 200,
    query: crmMappingReset,
    answer: crmMappingView,
  },
  tryCrmMapping: {
    method: 'POST',
    path: '/api/v1/crm/sources/{source}/mapping/try',
    summary: 'Show what a pasted payload would become; nothing is stored or published',
    access: 'admin',
    reads: true,
    status: 200,
    body: crmTryBody,
    answer: crmTried,
  },
} as const satisfies Record<string, Route>
