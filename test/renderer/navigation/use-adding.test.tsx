import { fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { adding, useAdding } from '../../../renderer/navigation/use-adding'
import { installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi({})
})

function List() {
  const [added, setAdded] = useState(0)
  useAdding(() => setAdded(added + 1))
  return <p>{`Added ${added}`}</p>
}

test('a list adds when its address says so, once, and with its key', () => {
  navigate(adding('/targets'))
  show(<List />)
  expect([appHistory().path(), appHistory().search()]).toEqual(['/targets', ''])
  expect(screen.getByText('Added 1')).toBeTruthy()
  fireEvent.keyDown(window, { key: 'n' })
  expect(screen.getByText('Added 2')).toBeTruthy()
})

test('a list that is asked for by its own address adds nothing by itself', () => {
  navigate('/targets')
  show(<List />)
  expect(screen.getByText('Added 0')).toBeTruthy()
})
