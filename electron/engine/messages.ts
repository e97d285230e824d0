import type { OutputVariable } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { Secret } from '@shared/secret'
import type { Context, StagedRun } from './context'
import type { ServiceMessage } from './service-messages'

/** A file that a script wants kept. */
export interface ArtifactRequest {
  readonly path: string
  readonly name: string
}

/** Obeys the messages of one run. */
export interface RunMessages {
  readonly take: (message: ServiceMessage) => void
  /** Settles when all that was asked for is recorded. */
  settle(): Promise<void>
  /** In the order in which they were asked for. */
  artifacts(): readonly ArtifactRequest[]
  /** What the script gave as its result, masked; empty when it gave none. */
  resultMessage(): string
  /** The first thing that could not be done; null as long as all could. */
  failure(): Failure | null
}

export function createRunMessages(context: Context, staged: StagedRun): RunMessages {
  const { redactor, record } = context
  const tasks: Promise<void>[] = []
  const artifacts: ArtifactRequest[] = []
  let resultMessage = ''
  let failure: Failure | null = null
  const progress = createProgress(context, staged)

  const setVariable = (message: ServiceMessage): void => {
    const name = message.values.get('name') ?? ''
    if (name.trim() === '') return
    const value = message.values.get('value') ?? ''
    const isSensitive = message.values.get('sensitive')?.toLowerCase() === 'true'
    if (isSensitive) redactor.add([value])
    // A value that holds a secret is one, whatever the script says of it: events are kept in clear.
    const isSecret = isSensitive || redactor.text(value) !== value
    const secret = new Secret(value)
    const send = (variable: OutputVariable) => record({ kind: 'output-variable', run: staged.id, variable })
    tasks.push(isSecret ? keep(name, secret, send) : send({ name: redactor.text(name), value }))
  }
  const keep = async (name: string, secret: Secret, send: (variable: OutputVariable) => Promise<void>) => {
    const stored = await context.ports.secrets.put(secret)
    if (stored.ok) context.secrets.set(stored.value, secret)
    if (stored.ok) return send({ name: redactor.text(name), secret: stored.value })
    failure ??= stored.failure
  }
  const createArtifact = (message: ServiceMessage): void => {
    const path = message.values.get('path') ?? ''
    if (path === '') return
    const name = message.values.get('name') || (path.split(/[\\/]/).at(-1) ?? path)
    artifacts.push({ path, name })
  }

  const handlers: Readonly<Record<string, (message: ServiceMessage) => void>> = {
    setVariable,
    createArtifact,
    progress: progress.take,
    mask: message => redactor.add([message.values.get('value') ?? '']),
    resultMessage: message => {
      resultMessage = redactor.text(message.values.get('message') ?? '')
    }
  }

  return {
    // Names that nobody handles belong to newer or other tools; they are ignored like malformed ones.
    take: message => {
      if (Object.hasOwn(handlers, message.name)) handlers[message.name]?.(message)
    },
    settle: async () => {
      await Promise.all(tasks)
      await progress.settle()
    },
    artifacts: () => artifacts,
    resultMessage: () => resultMessage,
    failure: () => failure
  }
}

/** Records progress no faster than it can be recorded: what comes while one is written replaces what waits. */
function createProgress({ redactor, record }: Context, staged: StagedRun) {
  let latest: { readonly percentage: number; readonly message: string } | null = null
  let writing: Promise<void> | null = null
  const write = async (): Promise<void> => {
    while (latest !== null) {
      const next = latest
      latest = null
      await record({ kind: 'run-progress', run: staged.id, ...next })
    }
    writing = null
  }
  return {
    take: (message: ServiceMessage): void => {
      const percentage = Number(message.values.get('percentage') ?? Number.NaN)
      if (!Number.isFinite(percentage)) return
      latest = {
        percentage: Math.min(100, Math.max(0, Math.round(percentage))),
        message: redactor.text(message.values.get('message') ?? '')
      }
      writing ??= write()
    },
    settle: async (): Promise<void> => {
      await writing
    }
  }
}
