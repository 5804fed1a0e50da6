/** Routes of writing one message's text by hand. */
import { messageTextBody } from '../message-text.ts'
import type { Route } from '../route.ts'
import { messageView } from '../views.ts'

export const messageTextRoutes = {
  editMessage: {
    method: 'PUT',
    path: '/api/v1/messages/{id}/text',
    summary: 'Write the text of one message that has not left: exactly that leaves, at its own time',
    access: 'member',
    status: 200,
    body: messageTextBody,
    answer: messageView,
  },
  restoreMessage: {
    method: 'DELETE',
    path: '/api/v1/messages/{id}/text',
    summary: "Take a message's text from its step's template again",
    access: 'member',
    status: 200,
    answer: messageView,
  },
} as const satisfies Record<string, Route>
