import { localStorageColorSchemeManager, type MantineColorScheme } from '@mantine/core'
import type { IconName } from '../components/icon-paths'

/** Where the choice of theme is kept. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'slipway-theme' })

export const schemeLooks: Readonly<Record<MantineColorScheme, { readonly word: string; readonly icon: IconName }>> = {
  auto: { word: 'like the system', icon: 'display' },
  light: { word: 'light', icon: 'sun' },
  dark: { word: 'dark', icon: 'moon' }
}

const order: readonly MantineColorScheme[] = ['auto', 'light', 'dark']

export const nextScheme = (scheme: MantineColorScheme): MantineColorScheme =>
  order[(order.indexOf(scheme) + 1) % order.length] ?? 'auto'
