import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Result } from '@shared/result'
import type {
  Command,
  Connection,
  Execution,
  OutputSink,
  Shipment,
  ShipmentProgress,
  Shipped
} from '../../engine/ports'
import { withRealPipes } from '../real-pipes'
import { downloadHere } from './download'
import { LocalExecution } from './execution'
import { sendHere } from './send'

/** This machine as a place for commands. Closing it kills nothing: what still runs merely counts as lost. */
export class LocalConnection implements Connection {
  readonly #folder: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #executions = new Set<LocalExecution>()
  readonly #hasBash: boolean
  readonly gone: Promise<string>
  #settleGone: (reason: string) => void = () => undefined
  #isClosed = false

  /** @param folder where commands start and relative paths begin */
  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    this.gone = new Promise(resolve => {
      this.#settleGone = resolve
    })
    this.#folder = folder
    this.#environment = environment
    this.#hasBash = process.platform !== 'win32' && isOnPath('bash', environment.PATH)
  }

  answers(): Promise<boolean> {
    return Promise.resolve(!this.#isClosed)
  }

  exec(command: Command, output: OutputSink): Execution {
    const execution = new LocalExecution(output)
    this.#executions.add(execution)
    void execution.ended.then(() => this.#executions.delete(execution))
    if (this.#isClosed) execution.abandon('the connection was closed')
    else execution.start(this.#argv(command), command.stdin, this.#folder, this.#environment)
    return execution
  }

  download(path: string, sink: (chunk: Uint8Array) => Promise<void>): Promise<Result<{ readonly bytes: number }>> {
    return downloadHere(this.#folder, path, sink)
  }

  send(shipment: Shipment, tell: (progress: ShipmentProgress) => void, signal: AbortSignal): Promise<Result<Shipped>> {
    return sendHere(this.#folder, shipment, tell, signal)
  }

  close(): void {
    this.#isClosed = true
    this.#settleGone('the connection was closed')
    for (const execution of this.#executions) execution.abandon('the connection was closed')
  }

  #argv({ argv }: Command): Command['argv'] {
    return this.#hasBash ? withRealPipes(argv) : argv
  }
}

function isOnPath(program: string, path = ''): boolean {
  return path.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
