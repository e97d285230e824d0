import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'

/** The native menu. What concerns the page is done by the page: its entries press the page's own keys. */
export function setMenu(): void {
  const isMac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [isMac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        {
          label: 'Command Palette',
          accelerator: 'CmdOrCtrl+K',
          registerAccelerator: false,
          click: () => press('K', [isMac ? 'meta' : 'control'])
        },
        { type: 'separator' },
        { role: 'reload' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' }
      ]
    },
    { role: 'windowMenu' },
    {
      label: '&Help',
      submenu: [{ label: 'Help', accelerator: 'F1', registerAccelerator: false, click: () => press('F1') }]
    }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function press(keyCode: string, modifiers: ('meta' | 'control')[] = []): void {
  const contents = BrowserWindow.getFocusedWindow()?.webContents
  contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers })
  contents?.sendInputEvent({ type: 'keyUp', keyCode, modifiers })
}
