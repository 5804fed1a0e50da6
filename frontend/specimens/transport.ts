/** Answers in place of the API, in one of the four states. What changes something is refused: nothing stands behind a specimen. */
import { ApiProblem } from '../api/problem.ts'
import type { Transport } from '../api/transport.ts'
import { enrollmentSpecimens } from './enrollments.ts'
import { homeSpecimens } from './home.ts'
import { jobSpecimens } from './jobs.ts'
import { operationsSpecimens } from './operations.ts'
import { peopleSpecimens } from './people.ts'
import { previewSpecimens } from './preview.ts'
import type { Screen, SpecimenState } from './screens.ts'
import { sequenceSpecimens } from './sequences.ts'
import { missing, type Specimen } from './specimen.ts'
import { waitingSpecimens } from './waiting.ts'

export const specimens: readonly Specimen[] = [
  ...homeSpecimens,
  ...sequenceSpecimens,
  ...enrollmentSpecimens,
  ...peopleSpecimens,
  ...waitingSpecimens,
  ...jobSpecimens,
  ...previewSpecimens,
  ...operationsSpecimens,
]

export const specimenTransport =
  (screen: Screen, state: SpecimenState): Transport =>
  async (method, path, given) => {
    const found = specimens.find((one) => one.method === method && one.path === path)
    if (!found)
      throw new ApiProblem({ type: 'about:blank', title: 'A specimen', status: 403, detail: 'This is a specimen: nothing is stored.' })
    switch (state) {
      case 'content':
        return found.content(given)
      case 'loading':
        return new Promise(() => undefined)
      case 'empty':
        if (path === screen.about) throw missing()
        return (found.empty ?? (() => found.content(given)))()
      case 'error':
        throw new ApiProblem({
          type: 'about:blank',
          title: 'The server answered 500',
          status: 500,
          detail: 'The server stumbled over this one. It has been noted; try again in a moment.',
        })
      default:
        return state satisfies never
    }
  }
