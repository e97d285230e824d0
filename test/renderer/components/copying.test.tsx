import type { RenderedScript } from '@shared/rendered-script'
import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Copyable } from '../../../renderer/components/Copyable'
import { RenderedScriptView } from '../../../renderer/components/RenderedScript'
import { SameCommand } from '../../../renderer/screens/deploy/Confirmation'
import { bundleCommand } from '../../../renderer/screens/deployment/cards/bundle-command'
import { ready } from '../../../renderer/stores/load'
import { watchClipboard } from '../../support/clipboard'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

// The window has no permissions at all, also none for the clipboard; only a copy event may write to it.
test('a command, words and a script are copied without a permission, and that is said until the person goes on', () => {
  const script: RenderedScript = { text: 'echo shop', syntax: 'bash', parameters: null, knownLater: [], problem: null }
  installFakeApi({})
  const copied = watchClipboard()
  show(
    <>
      <SameCommand command="slipway deploy" hasSecrets={false} />
      <Copyable text="apple river" label="Words" what="the words" />
      <RenderedScriptView load={ready(script)} onRetry={() => undefined} label="Install" />
    </>
  )
  const names = [/slipway deploy/, /Words: apple river/, /^Copy$/]
  for (const name of names) {
    const button = screen.getByRole('button', { name })
    fireEvent.click(button)
    expect(button.textContent).toContain('Copied')
    fireEvent.blur(button)
    expect(button.textContent).not.toContain('Copied')
  }
  expect(copied).toEqual(['slipway deploy', 'apple river', 'echo shop'])
})

test('what is typed at the far end goes where the bundle was carried to', () => {
  const words = 'apple river stone'
  expect(bundleCommand({ path: '/drop/Shop 1.0.0', form: 'folder', words })).toBe(
    `cd 'Shop 1.0.0' && sh deploy.sh --signer "apple river stone"`
  )
  expect(bundleCommand({ path: 'C:\\drop\\shop-till.tar', form: 'archive', words })).toBe(
    'tar -xf shop-till.tar && cd shop-till && sh deploy.sh --signer "apple river stone"'
  )
})
