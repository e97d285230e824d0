import type { AddCommands } from '../adding'
import { CommandFailed } from '../errors'
import { follow } from '../follow'
import { Session } from '../session'

const demo = { project: 'Hello World', environment: 'Test' } as const

/** `demo run`: the demo without anybody at the keyboard. */
export const addDemoCommands: AddCommands = (program, act) => {
  program
    .command('demo')
    .description('a workspace with targets of its own, to try everything out')
    .command('run')
    .description('deploy the demo’s Hello World to its Test environment')
    .option('--screenshot <file>', 'then take a picture of the deployment’s screen')
    .action(({ screenshot }: { readonly screenshot?: string }) =>
      act(async given => {
        const session = new Session(given.io, { isJson: given.isJson, workspace: 'demo' })
        try {
          await runDemo(session, screenshot)
        } finally {
          given.exitCode = session.exitCode
          await session.close()
        }
      })
    )
}

async function runDemo(session: Session, screenshot: string | undefined): Promise<void> {
  const project = await session.project(demo.project)
  const [release] = await session.call('release.list', { projectId: project.id })
  if (!release)
    throw new CommandFailed({ kind: 'not-found', message: 'The demo has no release.', remedy: 'Reset the demo.' })
  const environment = await session.environment(demo.environment)
  const id = await follow(session, { releaseId: release.id, environmentId: environment.id })
  if (screenshot === undefined) return
  const taken = await session.io.takePicture(id, screenshot)
  if (!taken.ok) throw new CommandFailed(taken.failure)
  session.say(`Picture: ${screenshot}`)
}
