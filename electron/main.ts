import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'

function openWindow(): void {
  const window = new BrowserWindow({ webPreferences: { preload: join(__dirname, '../preload/preload.cjs') } })
  void window.loadFile(join(__dirname, '../renderer/index.html'))
}

void app.whenReady().then(openWindow)
