import type { ProjectId } from '@shared/ids'
import type { ActionOf, Step } from '@shared/model/process'
import type { PlannedRelease, PlanPrompt } from '@shared/plan/plan'
import type { ChildFinding } from '@shared/plan/plan-children'
import { planDeployment } from '@shared/plan/plan-deployment'
import { error, warning } from '@shared/plan/problems'
import { describe, expect, it } from 'vitest'
import { ids, planInput, scriptStep } from '../../support/plans'

const otherProject = 'project-0000000002' as ProjectId

const deployStep = (changes: Partial<ActionOf<'deploy-release'>> = {}): Step => ({
  ...scriptStep(1, { location: 'here', roles: [], name: 'Deploy Web' }),
  actions: [{ type: 'deploy-release', id: ids.action(1), projectId: otherProject, when: 'always', ...changes }]
})

const deploys: PlannedRelease = {
  project: { id: otherProject, name: 'Web' },
  release: { id: ids.release, version: '1.2.0', snapshot: ids.snapshot },
  when: 'newer',
  steps: 3,
  targets: ['web-1', 'web-2']
}

const found = (changes: Partial<Extract<ChildFinding, { kind: 'found' }>> = {}): ChildFinding => ({
  kind: 'found',
  deploys,
  isChanged: false,
  problems: [],
  prompts: [],
  ...changes
})

const prompt = (n: number, name: string, isRequired: boolean): PlanPrompt => ({
  type: 'text',
  id: ids.variable(n),
  name,
  value: '',
  prompt: { label: '', description: '', isRequired, control: { kind: 'single-line' } }
})

const plannedWith = (finding: ChildFinding | null, step = deployStep()) =>
  planDeployment(
    planInput({ steps: [step], ...(finding === null ? {} : { children: new Map([[ids.action(1), finding]]) }) })
  )

const said = (finding: ChildFinding | null, step = deployStep()) =>
  plannedWith(finding, step).problems.map(({ severity, failure }) => `${severity}: ${failure.message}`)

describe('a step that deploys a release', () => {
  it('says in the plan which one, when, and how much that is', () => {
    expect(plannedWith(found()).plan?.stages[0]).toMatchObject({
      type: 'deploy-release',
      deploys,
      why: 'Deploys Web 1.2.0, if Test has an older one by then: 3 steps on 2 targets.'
    })
    const alone = found({ deploys: { ...deploys, when: 'always', steps: 1, targets: [] } })
    expect(plannedWith(alone).plan?.stages[0]?.why).toBe('Deploys Web 1.2.0: 1 step on this machine.')
  })

  it('cannot run when nobody chose a release, or when it is gone', () => {
    expect([said(null), said({ kind: 'gone', version: '1.2.0' })]).toEqual([
      ['error: It was not chosen which release “Deploy Web” deploys.'],
      ['error: The release 1.2.0 that “Deploy Web” deploys does not exist any more.']
    ])
  })

  it('cannot lead back to its own project', () => {
    expect(said({ kind: 'circle', projects: ['Shop', 'Web', 'Shop'] })).toEqual([
      'error: “Deploy Web” leads back to its own project: Shop → Web → Shop.'
    ])
  })

  it('sums up what is wrong with the plan of that release', () => {
    const about = { kind: 'environment' } as const
    const problems = [
      error(about, 'Nobody has accepted the key of web-1.', ''),
      error(about, 'Nobody has accepted the key of web-2.', ''),
      warning(about, 'web-3 is disabled.', '')
    ]
    expect(said(found({ problems }))).toEqual([
      'error: “Deploy Web” cannot deploy Web 1.2.0: Nobody has accepted the key of web-1. And 1 more problem.'
    ])
    expect(said(found({ problems: problems.slice(2) }))).toEqual([
      'warning: Web 1.2.0, which “Deploy Web” deploys: web-3 is disabled.'
    ])
  })

  it('must pass what that release asks for, and says what it passes in vain', () => {
    const prompts = [prompt(1, 'Reason', true), prompt(2, 'Colour', false)]
    expect(said(found({ prompts }))).toEqual([
      'error: Web 1.2.0 asks for “Reason”, and “Deploy Web” passes nothing for it.'
    ])
    const passing = (name: string) => deployStep({ variables: [{ name, value: '#{Octopus.Release.Number}' }] })
    expect(said(found({ prompts }), passing('reason'))).toEqual([])
    expect(said(found(), passing('Reason'))).toEqual([
      'warning: “Deploy Web” passes “Reason”, and Web 1.2.0 does not ask for it.'
    ])
  })

  it('says when the variables of that release were updated since it was chosen', () => {
    expect(said(found({ isChanged: true }))).toEqual([
      'warning: The variables of Web 1.2.0 were updated since this release was made, and “Deploy Web” deploys it as it is now.'
    ])
  })

  it('has no say where it takes no part', () => {
    const elsewhere = deployStep({ environments: [ids.environment(2)] })
    expect(
      planDeployment(planInput({ steps: [elsewhere, scriptStep(2)] })).problems.map(({ failure }) => failure.message)
    ).toEqual([])
  })
})
