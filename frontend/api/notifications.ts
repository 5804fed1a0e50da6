/** What somebody should know. */
import { route } from './touchline.ts'

export const listNotifications = route<'listNotifications'>('GET', '/api/v1/notifications')
export const markNotification = route<'markNotification'>('PUT', '/api/v1/notifications/{id}')
export const readNotifications = route<'readNotifications'>('POST', '/api/v1/notifications/read-all')
