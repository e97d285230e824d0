/** The parts of the window's title, from the inside out; empty where there is nothing to say. */
const parts = { screen: '', workspace: '' }

const write = (): void => {
  document.title = [parts.screen, parts.workspace, 'Slipway'].filter(Boolean).join(' · ')
}

/** Says which screen the window shows. */
export function nameScreen(title: string): void {
  parts.screen = title
  write()
}

/** Says which workspace it is in; an empty name for the person's own, which goes without saying. */
export function nameWorkspace(name: string): void {
  parts.workspace = name
  write()
}
