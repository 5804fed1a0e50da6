/** What a rollup that did not succeed means, by Step Functions' word for it; null where there is nothing to say. */
export const executionText = (status: string): string | null => {
  switch (status) {
    case 'FAILED':
      return 'It failed: the rates on the dashboard stay as they were until the next one succeeds, within the hour. Where that fails too, see the runbook: The hourly analytics fail.'
    case 'TIMED_OUT':
      return 'It took longer than 50 minutes and was given up: the next one goes on with what is left. Where that is too long too, see the runbook: The hourly analytics fail.'
    case 'ABORTED':
      return 'Somebody stopped it: the next one catches up, within the hour.'
    default:
      return null
  }
}
