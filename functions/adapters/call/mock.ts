/** Voice calls until a provider is configured. */
import { mockAdapter } from '../mock.ts'

export const mockCall = mockAdapter({ name: 'mock-call', channel: 'call' })
