/** Valid defaults for what the API answers; each takes overrides. The component page shows the same ones. */
export { aContact, aContactDetail, aLead, anEntry, aPlan, aTouch } from '../../frontend/specimens/a-contact.ts'
export { aJob } from '../../frontend/specimens/a-job.ts'
export { aCounts, aSequence, aStep } from '../../frontend/specimens/a-sequence.ts'
export { aSettings } from '../../frontend/specimens/a-settings.ts'
export { anAnalytics, aTally } from '../../frontend/specimens/an-analytics.ts'
export { aMessage, anEnrollment } from '../../frontend/specimens/an-enrollment.ts'
export { aDraft, aGate, anInboxItem, aTask } from '../../frontend/specimens/what-waits.ts'
