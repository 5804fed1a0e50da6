import { sentenceOf } from '../api/problem.ts'
import { duplicateSequence, exportSequences } from '../api/sequences.ts'
import { saveFile } from '../format/save-file.ts'
import { useSequenceCache } from './use-sequence-actions.ts'
import { useToasts } from './use-toasts.ts'

/** Sequences as documents, and copies of them. */
export const useSequenceDocuments = () => {
  const { refused, done } = useToasts()
  const { refresh } = useSequenceCache()

  /** The draft of one sequence, or of every one that is not archived, as a file that can be imported. */
  const download = async (format: 'json' | 'yaml', sequence?: { id: string; slug: string }): Promise<void> => {
    try {
      const document = await exportSequences({ query: { ids: sequence?.id } })
      const text = format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : (await import('yaml')).stringify(document)
      saveFile(`${sequence?.slug ?? 'sequences'}.${format}`, text, format === 'json' ? 'application/json' : 'application/yaml')
    } catch (error) {
      refused(`It could not be exported. ${sentenceOf(error)}`)
    }
  }
  /** A new draft with the content of a sequence; null where it was refused. */
  const duplicate = async (id: string): Promise<string | null> => {
    try {
      const copy = await duplicateSequence({ params: { id }, body: {} })
      await refresh()
      done(`“${copy.name}” is a draft of its own.`)
      return copy.id
    } catch (error) {
      refused(`It could not be duplicated. ${sentenceOf(error)}`)
      return null
    }
  }
  return { download, duplicate }
}
