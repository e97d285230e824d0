// The built window without the app behind it: whatever it asks is answered from a table, so that a screen can be seen in
// states that a real deployment reaches only now and then. Started by Electron, directed by stage.ts.
const { app, BrowserWindow, ipcMain, net, protocol } = require('electron')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const page = join(__dirname, '../../../out/renderer')

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }
])

let scene = null
let window = null

ipcMain.on('stage:scene', event => {
  event.returnValue = scene
})

// Playwright calls it inside of this process.
globalThis.showScene = async (next, path, width, height) => {
  scene = next
  window.setContentSize(width, height)
  await window.loadURL(`app://slipway${path}`)
}

app.whenReady().then(() => {
  protocol.handle('app', request => {
    const { pathname } = new URL(request.url)
    const file = pathname.includes('/assets/') ? pathname.slice(pathname.indexOf('/assets/')) : '/index.html'
    return net.fetch(pathToFileURL(join(page, file)).href)
  })
  window = new BrowserWindow({
    show: true,
    useContentSize: true,
    webPreferences: {
      preload: join(__dirname, 'stage-preload.cjs'),
      // The table is handed over as it is.
      contextIsolation: false,
      sandbox: false
    }
  })
  void window.loadURL('about:blank')
})
app.on('window-all-closed', () => app.quit())
