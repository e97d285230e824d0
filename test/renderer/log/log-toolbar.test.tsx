import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { LogToolbar, type LogToolbarProps } from '../../../renderer/components/log/LogToolbar'
import { resetWindow } from '../../support/window'

const nothing = () => undefined
const chips = new Set<never>()
const counts = {}
const props = (total: number, onChip: LogToolbarProps['onChip']): LogToolbarProps => ({
  view: 'merged',
  canSplit: false,
  preset: 'everything',
  chips,
  counts,
  filterLabel: null,
  total,
  selected: 0,
  timeMode: 'off',
  isWrapped: false,
  isPlain: false,
  onView: () => undefined,
  onPreset: nothing,
  onChip,
  onClear: nothing,
  onCopy: nothing,
  onCopyMore: nothing,
  onCopyLink: nothing,
  onTimeMode: nothing,
  onWrapped: nothing,
  onPlain: nothing,
  onSearch: nothing,
  onExport: nothing
})

beforeEach(resetWindow)

it('draws only the count of lines anew when more came, and does what it was told last', () => {
  const first = vi.fn()
  const last = vi.fn()
  const { rerender } = render(<LogToolbar {...props(1, first)} />, { wrapper: MantineProvider })
  const asked = vi.spyOn(chips, 'has')
  rerender(<LogToolbar {...props(2000, last)} />)
  expect(screen.getByText('2,000 lines')).toBeDefined()
  expect(asked).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: /Errors/ }))
  expect([first.mock.calls, last.mock.calls]).toEqual([[], [['error']]])
})
