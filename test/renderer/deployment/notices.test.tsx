import type { Deployment } from '@shared/deployment'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, it } from 'vitest'
import { groupFailures } from '../../../renderer/screens/deployment/failure-groups'
import { Notices } from '../../../renderer/screens/deployment/Notices'
import { always, installFakeApi } from '../../support/fake-api'
import { answers, asksAbout, at, begins, breaks, live, livePlan, type Story, started, steps } from '../../support/live'
import { resetWindow, show } from '../../support/window'

const plan = livePlan(3, [{ name: 'Install', on: [1, 2, 3] }])
const going: Story = [started, steps(1), [1, 2, 3].map(target => begins(at(1, target)))]
const twoFailed: Story = [going, breaks(at(1, 2), 2), breaks(at(1, 3), 3)]
const allFailed: Story = [twoFailed, breaks(at(1, 1), 1)]

beforeEach(() => {
  resetWindow()
  installFakeApi({ 'log.page': always({ total: 0, from: 0, lines: [] }) })
})

/** What the deployment becomes, and which failure somebody jumps to, is set from outside. */
let become: (story: Story) => void
let jumpTo: (place: string) => void

function Cards({ first }: { readonly first: Deployment }) {
  const [deployment, setDeployment] = useState(first)
  const [current, setCurrent] = useState<string | null>(null)
  become = story => act(() => setDeployment(live(plan, story)))
  jumpTo = place => {
    const group = groupFailures(deployment).find(({ places }) => places.includes(place))
    act(() => setCurrent(group?.key ?? null))
  }
  return (
    <Notices deployment={deployment} current={current} onShowLog={() => undefined} actions={null} user="ada" now={0} />
  )
}

const toggle = (place: string) => {
  const card = screen.getByRole('article', { name: `Install failed on ${place}` })
  fireEvent.click(within(card).getByRole('button', { name: /failed on/ }))
}
/** Where the failures were that are open. */
const open = () =>
  screen.getAllByRole('article').flatMap(card => {
    const isOpen = card.querySelector('[aria-expanded="true"]') !== null
    return isOpen ? [card.getAttribute('aria-label')?.replace('Install failed on ', '')] : []
  })

it('the first failure opens by itself, for as long as nobody has chosen', () => {
  show(<Cards first={live(plan, twoFailed)} />)
  const before = open()
  become(allFailed)
  expect([before, open()]).toEqual([['web-2'], ['web-1']])
})

it('a failure that somebody has opened, or jumped to, stays open when another one comes before it', () => {
  show(<Cards first={live(plan, twoFailed)} />)
  toggle('web-3')
  const opened = open()
  become(allFailed)
  const stayed = open()
  jumpTo('web-2')
  expect([opened, stayed, open()]).toEqual([['web-3'], ['web-3'], ['web-2']])
})

it('a failure that somebody has opened stays open when it is answered', () => {
  const asked: Story = [going, asksAbout(at(1, 1), 7), asksAbout(at(1, 2), 8)]
  show(<Cards first={live(plan, asked)} />)
  toggle('web-2')
  become([asked, { kind: 'question-taken', question: 2, by: 'ben' }])
  const taken = open()
  become([asked, answers(2, 'fail')])
  expect([taken, open()]).toEqual([['web-2'], ['web-2']])
})

it('where all were closed, only another first failure opens by itself', () => {
  show(<Cards first={live(plan, [going, breaks(at(1, 2), 2)])} />)
  toggle('web-2')
  const closed = open()
  become(twoFailed)
  const still = open()
  become(allFailed)
  expect([closed, still, open()]).toEqual([[], [], ['web-1']])
})

it('a failure that somebody has closed stays closed when somebody else takes it', () => {
  const asked: Story = [going, asksAbout(at(1, 1), 7)]
  show(<Cards first={live(plan, asked)} />)
  const asking = open()
  toggle('web-1')
  become([asked, { kind: 'question-taken', question: 1, by: 'ben' }])
  expect([asking, open()]).toEqual([['web-1'], []])
})
