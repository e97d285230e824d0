import type { TakenReceiptView } from '@shared/bundle-calls'
import type { Result } from '@shared/result'
import { useState } from 'react'
import { api } from '../../api'
import { base64OfFile } from '../../lib/base64'

/** What became of one file that was to be a receipt. */
export interface TakenFile {
  readonly name: string
  readonly result: Result<TakenReceiptView>
}

export interface Receipts {
  readonly isBusy: boolean
  /** Of the last files, in their order; empty once somebody has read it. */
  readonly taken: readonly TakenFile[]
  readonly take: (files: readonly File[]) => Promise<void>
  readonly close: () => void
}

/** Takes receipts in, one after the other: one that is refused keeps none of the others back. */
export function useReceipts(): Receipts {
  const [isBusy, setBusy] = useState(false)
  const [taken, setTaken] = useState<readonly TakenFile[]>([])
  return {
    isBusy,
    taken,
    take: async files => {
      if (files.length === 0) return
      setBusy(true)
      const results: TakenFile[] = []
      for (const file of files)
        results.push({
          name: file.name,
          result: await api.call('receipt.importFile', { content: await base64OfFile(file) })
        })
      setTaken(results)
      setBusy(false)
    },
    close: () => setTaken([])
  }
}
