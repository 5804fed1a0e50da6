/** The names of frontend/design/tokens.css, as the component page lists them. */

export const colours = {
  paper: 'Behind the sheet',
  sheet: 'What one works on',
  raised: 'Menus and toasts',
  hover: 'Under the pointer',
  ink: 'Text',
  'ink-2': 'Text that explains',
  'ink-3': 'Labels and hints',
  line: 'Hairlines',
  'line-2': 'Quiet borders',
  'field-line': 'Borders of fields',
  accent: 'The one accent',
  'accent-strong': 'The accent, pressed',
  'accent-tint': 'What is chosen',
  email: 'Email',
  sms: 'SMS',
  call: 'Voice',
  person: 'LinkedIn and tasks',
  good: 'It went well',
  warn: 'Look at it',
  'warn-tint': 'Behind a warning',
  danger: 'It failed, or destroys',
  'danger-tint': 'Behind a failure',
  chip: 'Merge fields',
  shade: 'Over the page, under a dialog',
} as const

/** Each written with its own class, which is how the build finds it. */
export const sizes = [
  { name: 'figure', look: 'text-figure font-medium', sample: '4,312', use: 'Stat tiles' },
  { name: 'title', look: 'text-title font-semibold', sample: 'New seller welcome', use: 'The name of a page' },
  { name: 'lead', look: 'text-lead font-semibold', sample: 'Nobody is enrolled yet', use: 'Dialogs, sections, empty states' },
  { name: 'body', look: 'text-body', sample: 'Hi Dana, thank you for asking.', use: 'Texts and fields' },
  { name: 'small', look: 'text-small', sample: 'In 2 active sequences', use: 'Rows and buttons' },
  { name: 'fine', look: 'text-fine text-ink-3', sample: 'as of 40 minutes ago', use: 'Hints and dates' },
  { name: 'caps', look: 'caps text-ink-3', sample: 'Needs approval', use: 'Statuses and column heads' },
] as const

export const spaces = [
  { name: '1', look: 'w-1', use: 'Inside a chip' },
  { name: '2', look: 'w-2', use: 'Between an icon and its word' },
  { name: '4', look: 'w-4', use: 'Between fields; the edge of a narrow screen' },
  { name: '6', look: 'w-6', use: 'Inside a dialog; between groups' },
  { name: '8', look: 'w-8', use: 'The edge of a wide screen; a control’s height' },
  { name: '11', look: 'w-11', use: 'A row’s height' },
] as const
