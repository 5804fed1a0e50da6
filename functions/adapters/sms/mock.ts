/** SMS until a provider is configured. */
import { mockAdapter } from '../mock.ts'

export const mockSms = mockAdapter('mock-sms')
