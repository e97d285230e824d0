import type { RunId } from '@shared/ids'
import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { placesOf } from '../../../renderer/components/matrix/matrix-model'
import { StepMatrix } from '../../../renderer/components/matrix/StepMatrix'
import { installFakeApi } from '../../support/fake-api'
import { at, begins, succeeds as goesWell, live, livePlan, started, steps } from '../../support/live'
import { show } from '../../support/window'
import { deploymentOf, fails, planOf, runId, succeeds } from './build'

const plan = planOf(2, [
  { name: 'Prepare', on: 'here' },
  { name: 'Migrate', on: [1, 2] },
  { name: 'Verify', on: [] }
])
const deployment = deploymentOf(plan, [{ kind: 'started' }, ...succeeds(runId(1, 'here')), ...fails(runId(2, 2), 7)])

/** Shows the matrix; answers what is picked, in order. */
function matrix(selected: readonly RunId[] = []) {
  const picked: { readonly runs: readonly RunId[]; readonly isAdding: boolean }[] = []
  installFakeApi()
  show(
    <StepMatrix
      deployment={deployment}
      places={placesOf(plan)}
      selected={new Set(selected)}
      now={0}
      reveal={null}
      onPick={(runs, isAdding) => picked.push({ runs, isAdding })}
    />
  )
  return picked
}

const press = (key: string, held: { readonly ctrlKey?: boolean } = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...held })
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent

describe('the grid of steps by targets', () => {
  it('is a real grid, with a header for each step and target and a sentence for each cell', () => {
    matrix()
    const names = (role: string) =>
      screen.getAllByRole(role).map(item => item.getAttribute('aria-label') ?? item.textContent)
    expect({ columns: names('columnheader'), rows: names('rowheader'), cells: names('gridcell') }).toEqual({
      columns: ['This machine', 'web-1', 'web-2'],
      rows: [
        'Step 1, Prepare: Succeeded',
        'Step 2, Migrate: Failed',
        'Step 3, Verify: skipped. No target has the role web.'
      ],
      cells: [
        'Prepare on This machine: succeeded, 1.0 s',
        'Prepare does not run on web-1',
        'Prepare does not run on web-2',
        'Migrate does not run on This machine',
        'Migrate on web-1: pending',
        'Migrate on web-2: failed, 1.0 s',
        'Verify does not run on This machine',
        'Verify does not run on web-1',
        'Verify does not run on web-2'
      ]
    })
  })

  it('is one stop for the Tab key, and is walked with the arrows', () => {
    matrix()
    const stops = () => [...document.querySelectorAll('[role=grid] [tabindex="0"]')]
    expect(stops().length).toBe(1)
    ;(stops()[0] as HTMLElement).focus()
    press('ArrowDown')
    press('ArrowRight')
    press('ArrowRight')
    press('ArrowRight')
    expect({ focused: focused(), stops: stops().map(item => item.getAttribute('aria-label')) }).toEqual({
      focused: 'Migrate on web-2: failed, 1.0 s',
      stops: ['Migrate on web-2: failed, 1.0 s']
    })
  })

  it('picks a cell with Enter, and adds one with Ctrl+Enter', () => {
    const picked = matrix()
    screen.getByRole('rowheader', { name: /Prepare/ }).focus()
    press('ArrowRight')
    press('Enter')
    press('ArrowDown')
    press('ArrowRight')
    press('Enter', { ctrlKey: true })
    expect(picked).toEqual([
      { runs: [runId(1, 'here')], isAdding: false },
      { runs: [runId(2, 1)], isAdding: true }
    ])
  })

  it('picks a whole step or a whole target by their headers', () => {
    const picked = matrix()
    fireEvent.click(screen.getByRole('rowheader', { name: /Migrate/ }))
    fireEvent.click(screen.getByRole('columnheader', { name: /web-2/ }), { ctrlKey: true })
    expect(picked).toEqual([
      { runs: [runId(2, 1), runId(2, 2)], isAdding: false },
      { runs: [runId(2, 2)], isAdding: true }
    ])
  })

  it('tells which cells are picked', () => {
    matrix([runId(2, 1), runId(2, 2)])
    const selected = [...document.querySelectorAll('[aria-selected="true"]')].map(item =>
      item.getAttribute('aria-label')
    )
    expect(selected).toEqual([
      'Step 2, Migrate: Failed',
      'Migrate on web-1: pending',
      'Migrate on web-2: failed, 1.0 s'
    ])
  })
})

describe('the grid of steps with several actions', () => {
  const rolling = livePlan(2, [
    { name: 'Prepare', on: 'here' },
    { name: 'Roll out', on: [1, 2], width: 1, isRolling: true, actions: [{ name: 'Drain' }, { name: 'Install' }] }
  ])
  const going = live(rolling, [started, goesWell(at(1, 'here')), steps(2), begins(at(2, 1, 1))])

  function tree() {
    const widened: string[] = []
    show(
      <StepMatrix
        deployment={going}
        places={placesOf(rolling)}
        selected={new Set()}
        now={0}
        reveal={null}
        onPick={() => undefined}
        onWidth={step => widened.push(step.name)}
      />
    )
    return widened
  }
  const rows = () => screen.getAllByRole('rowheader').map(item => item.getAttribute('aria-label'))

  it('is a tree that folds and unfolds with the arrows', () => {
    tree()
    expect(rows()).toEqual([
      'Step 1, Prepare: Succeeded',
      'Step 2, Roll out: Running, 1 at a time',
      'Action 2.1, Drain: Running',
      'Action 2.2, Install: Pending'
    ])
    screen.getByRole('rowheader', { name: /Prepare/ }).focus()
    press('ArrowDown')
    press('ArrowDown')
    press('ArrowLeft')
    expect(focused()).toMatch(/Roll out/)
    press('ArrowLeft')
    expect(rows()).toHaveLength(2)
    expect(screen.getByRole('treegrid').querySelector('[aria-expanded]')?.getAttribute('aria-expanded')).toBe('false')
    press('ArrowRight')
    expect(rows()).toHaveLength(4)
  })

  it('changes the width of a rolling step that is under way', () => {
    const widened = tree()
    fireEvent.click(screen.getByRole('button', { name: 'Change how many targets are inside Roll out' }))
    expect(widened).toEqual(['Roll out'])
  })
})
