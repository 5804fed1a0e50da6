/** An API world with a sequence named SEQ that one contact walks, so that requests find something. */
import { apiWorld } from '../api/world.ts'
import { enrollment, head, now, version } from '../domain/builders.ts'

export const seeded = async () => {
  const world = apiWorld()
  const published = version({ sequenceId: 'SEQ' })
  const { sequenceId: id, publishedAt, ...content } = published
  world.state.sequences.set(id, {
    ...content,
    id,
    slug: 'seq',
    owner: 'ann@acme.example',
    status: 'active',
    draftChanged: false,
    nextStepNumber: 5,
    activatedAt: publishedAt,
    createdAt: publishedAt,
    updatedAt: new Date(now).toISOString(),
    revision: 1,
  })
  world.state.versions.set(`${id}/1`, published)
  const walking = enrollment({}, published)
  const key = world.ports.contacts.keyOf('c-1001')
  world.state.heads.set(key, head({ key, enrollments: [walking] }))
  world.state.references.set(walking.id, { id: walking.id, contactKey: key, sequenceId: id })
  return world
}
