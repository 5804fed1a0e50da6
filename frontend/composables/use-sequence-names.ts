import { useSequences } from './use-sequences.ts'

/** A sequence's name by its id, for pages that show several; what is not known yet has its id. */
export const useSequenceNames = () => {
  const { sequences } = useSequences()
  return {
    nameOf: (id: string): string => sequences.value.find((sequence) => sequence.id === id)?.name ?? id,
    /** By its slug; one that is gone has no other name. */
    nameOfSlug: (slug: string): string => sequences.value.find((sequence) => sequence.slug === slug)?.name ?? slug,
  }
}
