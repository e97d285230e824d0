// Run in the app before its own code: plays the person in front of the system's dialogs that come before any window.
// The answers lie in the home, in the order in which they are given; what was shown can be read from outside.
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { dialog } = require('electron')

const answers = JSON.parse(readFileSync(join(process.env.SLIPWAY_HOME, 'dialogs.json'), 'utf8'))
const shown = []
globalThis.dialogsShown = shown

dialog.showMessageBox = async options => {
  shown.push(options)
  const response = options.buttons.indexOf(answers.shift())
  if (response < 0) throw new Error(`No answer for “${options.message}”`)
  return { response, checkboxChecked: false }
}

dialog.showOpenDialog = async () => {
  const path = answers.shift()
  return { canceled: path === null, filePaths: path === null ? [] : [path] }
}
