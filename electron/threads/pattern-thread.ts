import { Worker } from 'node:worker_threads'
import { AskedThread, type Loss } from './asked-thread'

interface PatternQuestion {
  /** A regular expression of JavaScript that can be read. */
  readonly pattern: string
  readonly flags: '' | 'i'
  readonly texts: readonly string[]
}

/**
 * What the thread does with a question. As text, so that it is the same thread in the window, on the command line and in
 * tests, and no file of the build.
 */
const threadCode = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ id, request: { pattern, flags, texts } }) => {
  const regex = new RegExp(pattern, flags)
  parentPort.postMessage({ id, answer: texts.map(text => regex.test(text)) })
})`

/** How long one pattern may take over all texts, in milliseconds. One that comes to an end needs a few, but a machine may be busy. */
export const patternPatienceMs = 3000

const thread = new AskedThread<PatternQuestion, readonly boolean[]>({
  start: () => new Worker(threadCode, { eval: true, execArgv: [] }),
  patienceMs: patternPatienceMs
})

/**
 * In which of the texts a regular expression of a person is found. A pattern can be made to take for ever, and looking at
 * it does not tell: so it runs in a thread of its own, which is ended with it once it takes too long. Never rejects.
 */
export const findInTexts = (question: PatternQuestion): Promise<{ readonly answer: readonly boolean[] } | Loss> =>
  thread.ask(question)
