import type { SearchHit } from '@shared/dashboard-calls'
import { useEffect, useState } from 'react'
import { api } from '../api'

interface Found {
  readonly text: string
  readonly hits: readonly SearchHit[]
}

const nothing: Found = { text: '', hits: [] }

/**
 * What has a text in its name. The hits of an earlier text stay until those of the text are there, and `isLoading` says
 * so. What cannot be searched finds nothing.
 */
export function useSearchHits(text: string): { readonly hits: readonly SearchHit[]; readonly isLoading: boolean } {
  const wanted = text.trim().slice(0, 200)
  const [found, setFound] = useState(nothing)
  useEffect(() => {
    if (wanted === '') return setFound(nothing)
    let isWanted = true
    void api.call('search.find', { text: wanted, limit: 40 }).then(result => {
      if (isWanted) setFound({ text: wanted, hits: result.ok ? result.value : [] })
    })
    return () => {
      isWanted = false
    }
  }, [wanted])
  return { hits: wanted === '' ? nothing.hits : found.hits, isLoading: found.text !== wanted }
}
