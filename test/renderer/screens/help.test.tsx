import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { Routes } from '../../../renderer/routes'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

beforeEach(() => {
  installFakeApi()
})

const address = () => `${appHistory().path()}${appHistory().search()}${appHistory().hash()}`
const title = (name: string) => screen.findByRole('heading', { level: 1, name })
const box = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search the help' })
const type = (value: string) => fireEvent.change(box(), { target: { value } })
const press = (key: string, on: Element | Window = window, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(on, { key, ...more })
const chosen = () => screen.getByRole('option', { selected: true })

async function open(path: string): Promise<void> {
  navigate(path)
  show(<Routes />)
  await screen.findByRole('navigation', { name: 'Contents of the help' })
}

describe('the help', () => {
  it('begins with all documents, each with what it is about', async () => {
    await open('/help')
    const entry = screen.getByText(/^What each word means here/).closest('li')
    expect(entry?.querySelector('a')?.getAttribute('href')).toBe('/help/glossary')
  })

  it('shows a document, and its sections beside it', async () => {
    await open('/help/lifecycles')
    expect(await title('Lifecycles')).toBeTruthy()
    const contents = within(screen.getByRole('navigation', { name: 'Contents of the help' }))
    expect(contents.getByRole('link', { name: 'Lifecycles' }).getAttribute('aria-current')).toBe('page')
    fireEvent.click(contents.getByRole('link', { name: 'Phases' }))
    expect(address()).toBe('/help/lifecycles#phases')
    expect(await screen.findByRole('heading', { level: 2, name: 'Phases' })).toBe(document.activeElement)
  })

  it('goes to a word of the glossary', async () => {
    await open('/help/glossary#jump-host')
    await title('Glossary')
    const marked = document.querySelector('[data-here]')
    expect([marked?.id, marked?.querySelector('td')?.textContent]).toEqual(['help-jump-host', 'Jump host'])
  })

  it('follows a link to another document, and comes back to the section that it stood in', async () => {
    await open('/help/tenants')
    const article = within(await screen.findByRole('article', { name: 'Tenants' }))
    const [link] = article.getAllByRole('link')
    expect(link?.getAttribute('href')).toMatch(/^\/help\/[a-z-]+/)
    fireEvent.click(link as HTMLElement)
    expect(appHistory().path()).not.toBe('/help/tenants')
    history.back()
    await waitFor(() => expect(appHistory().path()).toBe('/help/tenants'))
  })

  it('has no link that leads out of it, and no picture', async () => {
    await open('/help/walkthroughs')
    const article = await screen.findByRole('article', { name: 'Three walkthroughs' })
    const links = within(article).queryAllByRole('link')
    expect(links.filter(link => !link.getAttribute('href')?.startsWith('/help/'))).toEqual([])
    expect([article.querySelectorAll('img').length, article.textContent?.includes('.png')]).toEqual([0, false])
  })

  it('says so where there is no such document', async () => {
    navigate('/help/nonsense')
    show(<Routes />)
    expect(await screen.findByRole('heading', { name: 'There is no such page of the help' })).toBeTruthy()
  })
})

describe('the search in the help', () => {
  it.each([
    ['/', {}],
    ['f', { ctrlKey: true }]
  ])('has the cursor after %s', async (key, held) => {
    await open('/help')
    press(key, window, held)
    expect(document.activeElement).toBe(box())
  })

  it('shows hits with the sentence around them while somebody types, and keeps the query in the address', async () => {
    await open('/help/variables')
    type('keychain')
    expect(address()).toBe('/help?find=keychain')
    const [word, vault] = screen.getAllByRole('option')
    expect([word?.textContent?.includes('Keychain'), vault?.querySelector('mark')?.textContent]).toEqual([
      true,
      'keychain'
    ])
    expect(screen.getByText(/places with “keychain”/)).toBeTruthy()
  })

  it('chooses by arrows, opens by Enter, and is there again on the way back', async () => {
    await open('/help')
    type('vault')
    const [first, second] = screen.getAllByRole('option')
    expect(chosen()).toBe(first)
    press('ArrowDown', box())
    expect([chosen(), box().getAttribute('aria-activedescendant')]).toEqual([second, second?.id])
    press('ArrowUp', box())
    press('Enter', box())
    expect(address()).toBe('/help/glossary#vault')
    history.back()
    await waitFor(() => expect(address()).toBe('/help?find=vault'))
    expect(box().value).toBe('vault')
  })

  it('says that there is nothing, and is forgotten by Escape', async () => {
    await open('/help')
    type('zebra')
    expect(screen.getByText('Nothing in the help has “zebra”.')).toBeTruthy()
    press('Escape', box())
    expect([address(), box().value]).toEqual(['/help', ''])
  })
})
