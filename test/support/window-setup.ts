import { configure } from '@testing-library/react'
import { afterAll, afterEach } from 'vitest'
import { resetWindow } from './window'

// The files about the window share one copy of its modules, which take longer to load than most tests take; so each
// test leaves stores and page as it would find them in a window that was just opened.

// Growing text fields ask for it, and happy-dom has no fonts to load.
if (!('fonts' in document)) Object.assign(document, { fonts: new EventTarget() })

// What is waited for comes when it comes: a second, the library's own patience, is too little for a busy machine.
configure({ asyncUtilTimeout: 20_000 })

afterEach(resetWindow)
// Dialogs that close give the focus back a moment later; the document has to be there then.
afterAll(() => new Promise(done => setTimeout(done, 50)))
