import type { NetworkReport } from '@shared/network'
import { useCallback, useEffect, useState } from 'react'
import { api } from '../api'
import { afterFailure, type Load, loading, ready } from './load'

/** While connections come and go, the ledger is read this often at most. Milliseconds. */
const pause = 500

/** The network ledger, kept up to date while it is looked at. */
export function useNetwork(): { readonly load: Load<NetworkReport>; readonly again: () => Promise<void> } {
  const [load, setLoad] = useState<Load<NetworkReport>>(loading)
  const again = useCallback(async () => {
    const result = await api.call('network.get', {})
    setLoad(before => (result.ok ? ready(result.value) : afterFailure(before, result.failure)))
  }, [])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const readSoon = () => {
      timer ??= setTimeout(() => {
        timer = null
        void again()
      }, pause)
    }
    void again()
    const undo = api.subscribe(event => {
      if (event.type === 'network.changed') readSoon()
      if (event.type === 'catalog.changed' && event.entity === 'settings') void again()
    })
    return () => {
      undo()
      if (timer) clearTimeout(timer)
    }
  }, [again])
  return { load, again }
}
