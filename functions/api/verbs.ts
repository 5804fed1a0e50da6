/** Every route's verb, connected to its ports. */
import type { Verbs } from '../contract/api/requests.ts'
import { getAnalytics } from './analytics.ts'
import { getBackfill, startBackfill } from './backfill.ts'
import { bulkEnroll } from './bulk.ts'
import { bulkAction, undoJob } from './bulk-action.ts'
import { getContact, listContacts } from './contacts.ts'
import { discardDeadLetter, listDeadLetters, redriveDeadLetter, redriveDeadLetters } from './dead-letters.ts'
import { approveDraft, dismissDraft, editDraft, getDraft, listDrafts } from './drafts.ts'
import { sequenceConflicts } from './conflicts.ts'
import { enroll } from './enroll.ts'
import { exportPerson } from './export-person.ts'
import { eraseContact } from './erase.ts'
import { listAllEnrollments, listEnrollments } from './enrollment-list.ts'
import { actOnAnyEnrollment, actOnEnrollment, getEnrollment } from './enrollments.ts'
import { getLead, listLeads } from './leads.ts'
import { contactTimeline, leadTimeline } from './timeline.ts'
import { whyMessage } from './why.ts'
import { getJob, listJobRows, listJobs } from './jobs.ts'
import { closeGate, getGate, listGates, passGate } from './gates.ts'
import { duplicateSequence, exportSequences, importSequences } from './documents.ts'
import { createSequenceTemplate, listSequenceTemplates, removeSequenceTemplate } from './sequence-templates.ts'
import { createStepTemplate, listStepTemplates, removeStepTemplate, updateStepTemplate } from './step-templates.ts'
import { getMessage, listMessages, recordOutcome, resendMessage } from './messages.ts'
import { counts, home } from './home.ts'
import { listInbox, markInbox } from './inbox.ts'
import { listLog } from './log.ts'
import { editMessage, restoreMessage } from './message-text.ts'
import { listNotifications, markNotification, readNotifications } from './notifications.ts'
import { openapi } from './openapi.ts'
import { getCrmMapping, listCrmSources, putCrmMapping, resetCrmMapping, tryCrmMapping } from './crm.ts'
import type { ApiPorts } from './ports.ts'
import { contactPlan, previewSequence } from './preview.ts'
import { publishPreview, publishSequence } from './publish.ts'
import { mergeFields, renderStep } from './render.ts'
import { compareVersions, getVersion, listVersions } from './versions.ts'
import { archiveSequence, createSequence, getSequence, listSequences, sequenceStats, updateSequence } from './sequences.ts'
import { messageDispatch, settings, signIn, triggerCheck, updateSettings } from './settings.ts'
import { operations } from './operations.ts'
import { setup } from './setup.ts'
import { listViews, putView, removeView } from './saved-views.ts'
import { settleMessage } from './settle-message.ts'
import { senderCheck } from './sender-check.ts'
import { importSuppressions } from './import-suppressions.ts'
import { liftSuppression, listSuppressions, suppress } from './suppressions.ts'
import { addStep, removeStep, updateStep } from './steps.ts'
import { listTasks, listUnknownMessages } from './tasks.ts'
import { unsubscribe, unsubscribePage } from './unsubscribe-page.ts'

import {
  createWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  redeliver,
  removeWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
  webhookSecret,
  withWebhooks,
} from './webhooks.ts'

export const createVerbs = (ports: ApiPorts): Verbs => ({
  signIn: signIn(ports),
  openapi: openapi(),
  listSequences: listSequences(ports),
  createSequence: createSequence(ports),
  sequenceStats: sequenceStats(ports),
  triggerCheck: triggerCheck(ports),
  messageDispatch: messageDispatch(ports),
  actOnAnyEnrollment: actOnAnyEnrollment(ports),
  getEnrollment: getEnrollment(ports),
  exportSequences: exportSequences(ports),
  importSequences: importSequences(ports),
  duplicateSequence: duplicateSequence(ports),
  listSequenceTemplates: listSequenceTemplates(ports),
  createSequenceTemplate: createSequenceTemplate(ports),
  removeSequenceTemplate: removeSequenceTemplate(ports),
  listStepTemplates: listStepTemplates(ports),
  createStepTemplate: createStepTemplate(ports),
  updateStepTemplate: updateStepTemplate(ports),
  removeStepTemplate: removeStepTemplate(ports),
  listGates: listGates(ports),
  getGate: getGate(ports),
  passGate: passGate(ports),
  closeGate: closeGate(ports),
  getSequence: getSequence(ports),
  updateSequence: updateSequence(ports),
  archiveSequence: archiveSequence(ports),
  publishSequence: publishSequence(ports),
  publishPreview: publishPreview(ports),
  listVersions: listVersions(ports),
  getVersion: getVersion(ports),
  compareVersions: compareVersions(ports),
  renderStep: renderStep(ports),
  mergeFields: mergeFields(ports),
  exportPerson: exportPerson(ports),
  eraseContact: eraseContact(ports),
  addStep: addStep(ports),
  updateStep: updateStep(ports),
  removeStep: removeStep(ports),
  enroll: enroll(ports),
  listAllEnrollments: listAllEnrollments(ports),
  listEnrollments: listEnrollments(ports),
  actOnEnrollment: actOnEnrollment(ports),
  listMessages: listMessages(ports),
  resendMessage: resendMessage(ports),
  recordOutcome: recordOutcome(ports),
  editMessage: editMessage(ports),
  restoreMessage: restoreMessage(ports),
  settleMessage: settleMessage(ports),
  getAnalytics: getAnalytics(ports),
  listTasks: listTasks(ports),
  listUnknownMessages: listUnknownMessages(ports),
  listContacts: listContacts(ports),
  getContact: getContact(ports),
  listLeads: listLeads(ports),
  getLead: getLead(ports),
  leadTimeline: leadTimeline(ports),
  contactTimeline: contactTimeline(ports),
  getMessage: getMessage(ports),
  whyMessage: whyMessage(ports),
  bulkEnroll: bulkEnroll(ports),
  bulkAction: bulkAction(ports),
  undoJob: undoJob(ports),
  getBackfill: getBackfill(ports),
  startBackfill: startBackfill(ports),
  listSuppressions: listSuppressions(ports),
  suppress: suppress(ports),
  importSuppressions: importSuppressions(ports),
  liftSuppression: liftSuppression(ports),
  listJobs: listJobs(ports),
  getJob: getJob(ports),
  listJobRows: listJobRows(ports),
  listDrafts: listDrafts(ports),
  getDraft: getDraft(ports),
  editDraft: editDraft(ports),
  approveDraft: approveDraft(ports),
  dismissDraft: dismissDraft(ports),
  contactPlan: contactPlan(ports),
  previewSequence: previewSequence(ports),
  sequenceConflicts: sequenceConflicts(ports),
  settings: settings(ports),
  updateSettings: updateSettings(ports),
  listWebhooks: withWebhooks(ports, listWebhooks),
  createWebhook: withWebhooks(ports, createWebhook),
  getWebhook: withWebhooks(ports, getWebhook),
  updateWebhook: withWebhooks(ports, updateWebhook),
  removeWebhook: withWebhooks(ports, removeWebhook),
  webhookSecret: withWebhooks(ports, webhookSecret),
  rotateWebhookSecret: withWebhooks(ports, rotateWebhookSecret),
  testWebhook: withWebhooks(ports, testWebhook),
  listDeliveries: withWebhooks(ports, listDeliveries),
  redeliver: withWebhooks(ports, redeliver),
  senderCheck: senderCheck(ports),
  operations: operations(ports),
  setup: setup(ports),
  listViews: listViews(ports),
  putView: putView(ports),
  removeView: removeView(ports),
  listInbox: listInbox(ports),
  markInbox: markInbox(ports),
  listLog: listLog(ports),
  home: home(ports),
  counts: counts(ports),
  listNotifications: listNotifications(ports),
  markNotification: markNotification(ports),
  readNotifications: readNotifications(ports),
  listCrmSources: listCrmSources(ports),
  getCrmMapping: getCrmMapping(ports),
  putCrmMapping: putCrmMapping(ports),
  resetCrmMapping: resetCrmMapping(ports),
  tryCrmMapping: tryCrmMapping(ports),
  listDeadLetters: listDeadLetters(ports),
  redriveDeadLetters: redriveDeadLetters(ports),
  redriveDeadLetter: redriveDeadLetter(ports),
  discardDeadLetter: discardDeadLetter(ports),
  unsubscribePage: unsubscribePage(ports),
  unsubscribe: unsubscribe(ports),
})
