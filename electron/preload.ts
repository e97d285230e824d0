import type { AppEvent } from '@shared/api'
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'

// The channels are spelled out here because this file is bundled alone, without the schemas behind the server.
const callChannel = 'slipway:call'
const eventChannel = 'slipway:event'

/** All that the page gets: one way in, one way out, both checked on the other side; and where dropped files lie. */
contextBridge.exposeInMainWorld('slipway', {
  call: (name: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(callChannel, name, input),
  subscribe: (listener: (event: AppEvent) => void): (() => void) => {
    const onBatch = (_event: IpcRendererEvent, batch: readonly AppEvent[]) => {
      for (const event of batch) listener(event)
    }
    ipcRenderer.on(eventChannel, onBatch)
    return () => {
      ipcRenderer.off(eventChannel, onBatch)
    }
  },
  // Only files that a person dropped or chose lie anywhere; those that a page made itself have no path.
  pathsOf: (files: readonly File[]): readonly string[] =>
    [...files].map(file => webUtils.getPathForFile(file)).filter(path => path !== '')
})
