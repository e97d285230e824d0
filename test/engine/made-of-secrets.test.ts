import { describe, expect, it } from 'vitest'
import { openContext, stagedRun } from '../../electron/engine/context'
import { resolveRun } from '../../electron/engine/resolve-run'
import { runDeployment } from '../../electron/engine/run'
import { openSecrets } from '../../electron/engine/secrets'
import { connectTo, fakePorts, prints, recording, requestFor, scriptedMachine } from '../support/engine'
import { ids, planOf, scriptStep, sensitiveVariable, textVariable } from '../support/plans'

const config = '{"password":"S3cretPw!"}'

/** Runs one script on “web-1”, which prints `printed`; “Cfg” and “Pin” are sensitive. */
async function runScript(body: string, printed: string) {
  const plan = planOf()
  const record = recording(plan)
  const ports = fakePorts({
    ...record.ports,
    connect: connectTo({ 'web-1': scriptedMachine(prints(printed)).connection })
  })
  ports.kept.secrets.set(ids.secret(1), config)
  ports.kept.secrets.set(ids.secret(2), 'a7')
  const variables = [
    sensitiveVariable(1, 'Cfg'),
    sensitiveVariable(2, 'Pin'),
    textVariable(3, 'Copy', '#{Cfg.password}')
  ]
  const request = { ...requestFor(plan, ports), snapshot: { steps: [scriptStep(1, { body })], variables } }
  return { plan, request, record }
}

/** What scripts print, line by line. */
async function linesOf(body: string, printed: string): Promise<readonly string[]> {
  const { request, record } = await runScript(body, printed)
  await runDeployment(request)
  return record.facts.flatMap(fact => (fact.kind === 'output' && fact.stream === 'stdout' ? [fact.text] : []))
}

describe('what a run makes of secrets', () => {
  it.each([
    ['a member of JSON that the script mentions', 'echo "#{Cfg.password}"', 'S3cretPw!'],
    ['one that a variable has taken in', 'echo "$Copy"', 'S3cretPw!'],
    ['what a filter made', 'echo "#{Cfg.password | ToUpper}"', 'S3CRETPW!']
  ])('is masked in its log: %s', async (_, body, printed) => {
    expect(await linesOf(body, `it is ${printed}.\n`)).toEqual(['it is ••••••.'])
  })

  it('is masked where a filter can make nothing of what another one made', async () => {
    const { request, record } = await runScript('echo "#{Cfg.password | ToUpper | VersionMinor}"', '')
    await runDeployment(request)
    const texts = record.facts.flatMap(fact => (fact.kind === 'output' ? [fact.text] : []))
    expect(texts).toContain('The script is left as it is written. “••••••” is no version.')
  })

  it('is not masked where a condition only asked for a secret', async () => {
    expect(await linesOf('#{if Cfg}echo open#{/if}', 'open\n')).toEqual(['open'])
  })

  it('stays a secret where it is kept, also when it is too short to be masked', async () => {
    const { request, plan } = await runScript('true', '')
    const context = openContext(request)
    expect(await openSecrets(context)).toBeNull()
    const [run] = plan.stages[0]?.runs ?? []
    const { renderValue } = resolveRun(context, stagedRun(context, run!.id), '')
    expect(
      ['#{Pin}', '#{Cfg.password}', '<#{Copy}>', '#{Octopus.Project.Name}'].map(text => `${renderValue(text)}`)
    ).toEqual(['••••••', '••••••', '••••••', 'Hello World'])
    context.dispose()
  })
})
