/** Every route's verb, connected to its ports. */
import type { Verbs } from '../contract/api/requests.ts'
import { getAnalytics } from './analytics.ts'
import { getContact, listContacts } from './contacts.ts'
import { enroll } from './enroll.ts'
import { actOnAnyEnrollment, actOnEnrollment, listEnrollments } from './enrollments.ts'
import { listMessages, recordOutcome, resendMessage } from './messages.ts'
import { openapi } from './openapi.ts'
import type { ApiPorts } from './ports.ts'
import { archiveSequence, createSequence, getSequence, listSequences, publishSequence, sequenceStats, updateSequence } from './sequences.ts'
import { messageDispatch, settings, signIn, triggerCheck } from './settings.ts'
import { addStep, removeStep, updateStep } from './steps.ts'
import { listTasks } from './tasks.ts'
import { unsubscribe, unsubscribePage } from './unsubscribe-page.ts'

export const createVerbs = (ports: ApiPorts): Verbs => ({
  signIn: signIn(ports),
  openapi: openapi(),
  listSequences: listSequences(ports),
  createSequence: createSequence(ports),
  sequenceStats: sequenceStats(ports),
  triggerCheck: triggerCheck(ports),
  messageDispatch: messageDispatch(ports),
  actOnAnyEnrollment: actOnAnyEnrollment(ports),
  getSequence: getSequence(ports),
  updateSequence: updateSequence(ports),
  archiveSequence: archiveSequence(ports),
  publishSequence: publishSequence(ports),
  addStep: addStep(ports),
  updateStep: updateStep(ports),
  removeStep: removeStep(ports),
  enroll: enroll(ports),
  listEnrollments: listEnrollments(ports),
  actOnEnrollment: actOnEnrollment(ports),
  listMessages: listMessages(ports),
  resendMessage: resendMessage(ports),
  recordOutcome: recordOutcome(ports),
  getAnalytics: getAnalytics(ports),
  listTasks: listTasks(ports),
  listContacts: listContacts(ports),
  getContact: getContact(ports),
  settings: settings(ports),
  unsubscribePage: unsubscribePage(ports),
  unsubscribe: unsubscribe(ports),
})
