/**
 * Commands to a call that runs. Each has a name, and Telnyx carries a name out once for a call, so that they may be repeated: at once where an
 * answer was lost, and again with the event that they answer.
 */
import { callState, type CallState } from '../../contract/call-state.ts'
import { requestOnce } from '../http.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { isOver } from './telnyx-errors.ts'
import { telnyxBase, type TelnyxCalls } from './telnyx.ts'

export interface CallCommands {
  /** Whether a machine gets the text after its tone. */
  leavesVoicemail: boolean
  speak(call: RunningCall, text: string): Promise<CommandOutcome>
  hangUp(call: RunningCall): Promise<CommandOutcome>
  /** Keeps the state for the events that follow. */
  remember(call: RunningCall): Promise<CommandOutcome>
}

type CommandName = 'speak' | 'hangup' | 'client_state_update'

export interface RunningCall {
  /** Call control id. */
  callId: string
  /** What later events of the call carry. */
  state: CallState
}

/** `over`: the call had ended before. Throws where it could not be given now, so that the event is received again. */
type CommandOutcome = 'done' | 'over'

/** Letters that one command speaks. */
const mostLetters = 3_000
/** A person is on the line: there is no time for a queue's own repetition. */
const tries = 3
const answerMilliseconds = 4_000

export const telnyxCommands = (settings: TelnyxCalls, secrets: ProviderSecrets): CallCommands => {
  const command = async ({ callId, state }: RunningCall, name: CommandName, more: Record<string, string>): Promise<CommandOutcome> => {
    const { apiKey } = await secrets.get('telnyx')
    const isCommand = name !== 'client_state_update'
    const body = { ...more, client_state: callState(state), ...(isCommand ? { command_id: `${state.of.attemptId}-${name}` } : {}) }
    let lost = ''
    for (let attempt = 1; attempt <= tries; attempt++) {
      const outcome = await requestOnce(
        {
          url: `${telnyxBase(settings)}/calls/${encodeURIComponent(callId)}/actions/${name}`,
          method: isCommand ? 'POST' : 'PUT',
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(body),
          timeoutMilliseconds: answerMilliseconds,
        },
        {
          provider: 'Telnyx',
          accepted: () => 'done' as const,
          refused: (status, answer) => (status >= 400 && isOver(status, answer) ? overNow : null),
        },
      )
      if (outcome.kind === 'accepted') return outcome.answer
      if (outcome === overNow) return 'over'
      lost = outcome.reason
      if (outcome.kind === 'refused' && outcome.cls !== 'transient') break
    }
    throw new Error(`Telnyx did not take the command ${name} of attempt ${state.of.attemptId}: ${lost}`)
  }
  return {
    leavesVoicemail: settings.voicemail !== 'hang_up',
    speak: (call, text) =>
      command(call, 'speak', {
        payload: text.slice(0, mostLetters),
        payload_type: 'text',
        voice: settings.voice ?? 'AWS.Polly.Joanna-Neural',
        ...(settings.language === undefined ? {} : { language: settings.language }),
      }),
    hangUp: (call) => command(call, 'hangup', {}),
    remember: (call) => command(call, 'client_state_update', {}),
  }
}

const overNow = { kind: 'refused', cls: 'permanent', reason: 'the call has ended' } as const
