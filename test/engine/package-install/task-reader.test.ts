import { expect, it, onTestFinished, vi } from 'vitest'
import type { StartedProcess } from '../../../electron/engine/commands'
import { createTaskReader, mostNoise, taskMark } from '../../../electron/engine/package-install/task-reader'
import { deployPackage } from '../../support/package-deploys'

const nonce = 'a'.repeat(32)

function open() {
  const started: StartedProcess[] = []
  const reader = createTaskReader(nonce, process => started.push(process))
  const print = (text: string) => reader.take('stdout', Buffer.from(text))
  return { reader, started, print }
}

it('what a login shell says before is no output, wherever chunks are cut', () => {
  const text = `Welcome\n\n${taskMark(nonce)}12 34\nfirst\nsecond`
  const found = Array.from({ length: text.length }, (_, cut) => {
    const { reader, started, print } = open()
    print(text.slice(0, cut))
    print(text.slice(cut))
    return [started, reader.output().toString()]
  })
  expect(new Set(found.map(item => JSON.stringify(item)))).toEqual(
    new Set([JSON.stringify([[{ pid: 12, group: 34, folder: '' }], 'first\nsecond'])])
  )
})

it('the last line of it is told when the task never announces itself', () => {
  const { reader, print } = open()
  print(`${'x'.repeat(10_000)}\nNo shell`)
  print(' for you.\n\n')
  expect([reader.isStarted(), reader.lastWords(), reader.excess()]).toEqual([false, 'No shell for you.', null])
})

it('much of it is not copied again for each chunk', () => {
  const concat = vi.spyOn(Buffer, 'concat')
  onTestFinished(() => concat.mockRestore())
  const { reader, print } = open()
  for (let printed = 0; printed < mostNoise; printed += 4096) print('n'.repeat(4096))
  print(`\n${taskMark(nonce)}1 1\nout`)
  const copied = concat.mock.results.reduce((sum, { value }) => sum + (Buffer.isBuffer(value) ? value.length : 0), 0)
  expect(reader.output().toString()).toBe('out')
  expect(copied).toBeLessThan(4 * mostNoise)
})

it('more of it than a login shell has to say ends the task, with the reason', async () => {
  const chatter = Buffer.alloc(256 * 1024, 'noise ')
  const { run } = await deployPackage({
    files: { 'app.txt': 'x' },
    connection: machine => ({
      ...machine,
      exec: (command, output) => {
        if (!command.line.includes('slipway-task')) return machine.exec(command, output)
        let end: (reason: string) => void = () => undefined
        const ended = new Promise<{ readonly kind: 'lost'; readonly reason: string }>(resolve => {
          end = reason => resolve({ kind: 'lost', reason })
        })
        void (async () => {
          for (let printed = 0; printed <= mostNoise; printed += chatter.length) {
            await null
            output('stdout', chatter)
          }
        })()
        return { ended, abandon: end }
      }
    })
  })
  expect(run).toMatchObject({
    state: 'failed',
    failure: {
      kind: 'script-failed',
      message: '“Install” did not begin on web-1: its login shell printed more than 4 MB before.',
      remedy: expect.stringContaining('profile')
    }
  })
})
