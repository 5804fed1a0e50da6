/** Where this repository is on disk, so that synthesis does not depend on the directory it was started in. */
import { join } from 'node:path'

export const repositoryRoot = join(import.meta.dirname, '..')
