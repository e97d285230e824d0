import type { Input } from '@shared/api'
import type { AuditEntry, AuditListing } from '@shared/audit'
import { ok } from '@shared/result'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { auditPageSize, useAudit, withNewest, withOlder } from '../../../renderer/stores/audit'
import { aChain } from '../../support/audit'
import { installFakeApi } from '../../support/fake-api'

beforeEach(cleanup)

const chain = aChain(350)
const newestFirst = (from: number, to: number): readonly AuditEntry[] => chain.slice(to - 1, from).reverse()

/** What the other side answers while the log has `count` entries. */
const pageOf = (count: number, before = count + 1, limit = auditPageSize): AuditListing => {
  const last = Math.max(1, before - limit)
  const head = { seq: count, hash: chain[count - 1]!.hash }
  return { entries: newestFirst(before - 1, last), hasMore: last > 1, users: ['ada'], head }
}

const seqs = ({ entries }: AuditListing) => entries.map(entry => entry.seq)
const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index)

test('a page of the newest goes on top, without doubles', () => {
  expect(seqs(withNewest(pageOf(120), pageOf(130)))).toEqual(range(130, 21))
})

test('a page that does not reach down to what is known stands alone, so that nothing is left out', () => {
  const listing = withNewest(pageOf(120), pageOf(350))
  expect([seqs(listing), listing.hasMore]).toEqual([range(350, 251), true])
})

test('older ones go below, without doubles', () => {
  const listing = withOlder(pageOf(120), pageOf(120, 25))
  expect([seqs(listing), listing.hasMore]).toEqual([range(120, 1), false])
})

test('a reader follows the log, and fetches older entries as they are asked for', async () => {
  let count = 250
  const api = installFakeApi({ 'audit.list': ({ before }: Input<'audit.list'>) => ok(pageOf(count, before)) })
  const { result } = renderHook(() => useAudit({ user: 'ada' }))
  const shown = () => (result.current.load.state === 'ready' ? seqs(result.current.load.value) : [])
  await waitFor(() => expect(shown()).toEqual(range(250, 151)))
  act(() => result.current.more())
  await waitFor(() => expect(shown()).toEqual(range(250, 51)))
  count = 253
  act(() => api.push({ type: 'audit.added', head: pageOf(count).head }))
  await waitFor(() => expect(shown()).toEqual(range(253, 51)))
  expect(api.inputsOf('audit.list')[1]).toEqual({ filter: { user: 'ada' }, limit: auditPageSize, before: 151 })
})
