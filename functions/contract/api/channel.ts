/** A channel by its key, which is used everywhere. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'

export const channel = z
  .enum(channels)
  .describe('How it reaches the contact: email, sms and call by an adapter, linkedin and task by a person.')
