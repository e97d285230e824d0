import { Modal } from '@mantine/core'
import { act, fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, it } from 'vitest'
import { useDroppedFiles } from '../../../renderer/lib/use-dropped-files'
import { installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi({})
})

let taken: string[] = []
/** Whether the dialog over the screen is there, and whether it takes files. */
let become: (dialog: 'none' | 'deaf' | 'taking') => void
/** Whether another one lies over that. */
let cover: (isCovered: boolean) => void

function Taker({ name }: { readonly name: string }) {
  const isDragging = useDroppedFiles(([file]) => taken.push(`${name}: ${file?.name}`))
  return isDragging ? <p>{`${name} is here`}</p> : null
}

function Window() {
  const [dialog, setDialog] = useState<'none' | 'deaf' | 'taking'>('none')
  const [isCovered, setCovered] = useState(false)
  become = next => act(() => setDialog(next))
  cover = next => act(() => setCovered(next))
  return (
    <>
      <Taker name="screen" />
      {dialog !== 'none' && (
        <Modal opened onClose={() => undefined} title="Deploy">
          {dialog === 'taking' && <Taker name="dialog" />}
        </Modal>
      )}
      {isCovered && <Modal opened onClose={() => undefined} title="Unlock" />}
    </>
  )
}

/** What is told while a file is held over the window, and who has taken it once it is dropped; whether the page stays. */
function drop() {
  taken = []
  const dataTransfer = { types: ['Files'], files: [new File(['{}'], 'receipt.json')] }
  fireEvent.dragOver(window, { dataTransfer })
  const told = screen.queryAllByText(/is here/).map(element => element.textContent)
  const isPageKept = !fireEvent.drop(window, { dataTransfer })
  return { told, taken, isPageKept }
}

it('a file goes to what lies over everything, and to the screen while nothing does', () => {
  show(<Window />)
  const before = drop()
  become('taking')
  const over = drop()
  become('deaf')
  const nobody = drop()
  become('none')
  expect([before, over, nobody, drop()]).toEqual([
    { told: ['screen is here'], taken: ['screen: receipt.json'], isPageKept: true },
    { told: ['dialog is here'], taken: ['dialog: receipt.json'], isPageKept: true },
    { told: [], taken: [], isPageKept: true },
    { told: ['screen is here'], taken: ['screen: receipt.json'], isPageKept: true }
  ])
})

it('a file goes to a dialog also where that came to take files while another one lay over it', () => {
  show(<Window />)
  become('deaf')
  cover(true)
  become('taking')
  cover(false)
  const after = drop()
  cover(true)
  expect([after.taken, drop().taken]).toEqual([['dialog: receipt.json'], []])
})
