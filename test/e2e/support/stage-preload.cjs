// Answers the window's calls from the scene's table, and pages its log.
const { ipcRenderer } = require('electron')

const scene = ipcRenderer.sendSync('stage:scene')
const ok = value => ({ ok: true, value })
const unanswered = name => ({
  ok: false,
  failure: { kind: 'internal', message: `The stage gives no answer for “${name}”.`, remedy: '' }
})

function pageOfLog({ filter, from, count }) {
  const lines = scene.log.filter(
    line =>
      ((filter?.runs ?? null) === null || (line.run !== null && filter.runs.includes(line.run))) &&
      ((filter?.levels ?? null) === null || filter.levels.includes(line.level))
  )
  const start = from < 0 ? Math.max(0, lines.length + from) : Math.min(from, lines.length)
  return { total: lines.length, from: start, lines: lines.slice(start, start + count) }
}

if (scene !== null) {
  window.slipway = {
    call: async (name, input) => {
      if (name === 'log.page') return ok(pageOfLog(input))
      return name in scene.answers ? ok(structuredClone(scene.answers[name])) : unanswered(name)
    },
    subscribe: () => () => undefined
  }
}
