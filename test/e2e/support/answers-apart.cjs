// Run in the app before its own code. Once it is asked to, the answers to the window's calls leave one by one, each long
// enough after the one before to be seen by itself, and by turns the newest and the oldest that waits. Answers that come
// together by luck hide what a screen looks like in between.
const { ipcMain } = require('electron')

/** Two frames, in milliseconds. */
const apart = 34

const waiting = []
let isApart = false
let isTimed = false
let isNewestNext = true
/** Names of the calls that have no answer yet. */
const underWay = []

function sendOne() {
  const send = isNewestNext ? waiting.pop() : waiting.shift()
  isNewestNext = !isNewestNext
  isTimed = send !== undefined
  if (!isTimed) return
  send()
  setTimeout(sendOne, apart)
}

const handle = ipcMain.handle.bind(ipcMain)
ipcMain.handle = (channel, answer) =>
  handle(channel, async (...asked) => {
    const name = asked[1]?.name ?? channel
    underWay.push(name)
    try {
      const value = await answer(...asked)
      if (!isApart) return value
      await new Promise(send => {
        waiting.push(send)
        if (isTimed) return
        isTimed = true
        setTimeout(sendOne, apart)
      })
      return value
    } finally {
      underWay.splice(underWay.indexOf(name), 1)
    }
  })

// Playwright calls these inside of this process.
globalThis.keepAnswersApart = () => {
  isApart = true
}
globalThis.callsUnderWay = () => underWay
