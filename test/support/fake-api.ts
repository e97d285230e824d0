import type { AppEvent, CallName, Input, Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { Bridge } from '../../renderer/api'

/** What the other side answers, by call. A call without an answer fails, and says so. */
export type Answers = {
  [Name in CallName]?: (input: Input<Name>) => Result<Output<Name>> | Promise<Result<Output<Name>>>
}

export interface FakeApi {
  /** Every call so far, in order. */
  readonly calls: readonly { readonly name: CallName; readonly input: unknown }[]
  /** Changes or adds answers. */
  answer(answers: Answers): void
  /** Pushes an event to the window. */
  push(event: AppEvent): void
  inputsOf(name: CallName): readonly unknown[]
}

const unanswered = (name: CallName): Failure => ({
  kind: 'internal',
  message: `The test gave no answer for “${name}”.`,
  remedy: ''
})

/** Puts a bridge on the window that answers from a table, as the preload script does in the app. */
export function installFakeApi(initial: Answers = {}): FakeApi {
  let answers: Answers = initial
  const calls: { readonly name: CallName; readonly input: unknown }[] = []
  const listeners = new Set<(event: AppEvent) => void>()
  const bridge: Bridge = {
    call: async (name, input) => {
      calls.push({ name, input: structuredClone(input) })
      const answer = answers[name]
      return answer ? answer(input) : fail(unanswered(name))
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pathsOf: files => files.map(file => `/dropped/${file.name}`)
  }
  Object.assign(window, { slipway: bridge })
  return {
    calls,
    answer: more => {
      answers = { ...answers, ...more }
    },
    push: event => {
      for (const listener of [...listeners]) listener(event)
    },
    inputsOf: name => calls.filter(call => call.name === name).map(call => call.input)
  }
}

/** An answer that is always the same value. */
export const always =
  <T>(value: T) =>
  (): Result<T> =>
    ok(value)

/** An answer that comes when the test says so. */
export function later<T>() {
  const waiting: ((result: Result<T>) => void)[] = []
  return {
    answer: () => new Promise<Result<T>>(resolve => waiting.push(resolve)),
    /** Answers the oldest call that waits. */
    resolve: (result: Result<T>) => waiting.shift()?.(result)
  }
}
