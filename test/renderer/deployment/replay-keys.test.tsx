import { fireEvent, screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { ReplayScreen } from '../../../renderer/screens/deployment/replay/ReplayScreen'
import { always, installFakeApi } from '../../support/fake-api'
import { at, begins, ends, finishes, liveId, livePlan, started, steps, told } from '../../support/live'
import { resetWindow, show } from '../../support/window'

beforeEach(resetWindow)

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })

test.each([
  ['an action for each step', 'grid', [{ name: 'Install' }]],
  ['several actions in a step', 'treegrid', [{ name: 'Drain' }, { name: 'Unpack' }]]
])(
  'in a replay with %s, arrows in the grid go from cell to cell, and elsewhere through time',
  async (_, role, actions) => {
    const plan = livePlan(2, [{ name: 'Install', on: [1, 2], actions }])
    const run = at(1, 1, actions.length > 1 ? 1 : undefined)
    const events = told(plan, [started, steps(1), 1000, begins(run), 60_000, ends(run), finishes('succeeded')])
    installFakeApi({
      'workspace.info': always({ user: 'ada' } as never),
      'deployment.events': always({ events, lastSeq: events.length, hasMore: false } as never),
      'deployment.timings': always(null as never),
      'deployment.list': always([]),
      'health.list': always([]),
      'log.page': always({ total: 0, from: 0, lines: [] })
    })
    show(<ReplayScreen deploymentId={liveId} />)
    const grid = await screen.findByRole(role, { name: 'Steps by target' })
    const moment = () => screen.getByRole<HTMLInputElement>('slider', { name: 'Moment of the deployment' }).value
    const cell = grid.querySelector<HTMLElement>('[data-row="1"][data-column="1"]')
    fireEvent.click(cell as HTMLElement)
    cell?.focus()
    press('ArrowRight')
    const inGrid = [(document.activeElement as HTMLElement).dataset.column, moment()]
    ;(document.activeElement as HTMLElement).blur()
    press('ArrowRight')
    expect({ inGrid, elsewhere: moment() }).toEqual({ inGrid: ['2', '0'], elsewhere: '5000' })
  }
)
