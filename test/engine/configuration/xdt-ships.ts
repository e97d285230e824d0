// A configuration file with ships, and transforms of it, for the tests of transforms.
import { expect } from 'vitest'
import { applyTransform } from '../../../electron/engine/configuration/xdt'

export const lines = (...all: string[]) => all.join('\n')

export const source = lines(
  '<?xml version="1.0"?>',
  '<configuration>',
  '  <!-- ships -->',
  '  <ships fleet="east"',
  '         flag="no">',
  '    <ship name="Anna" size=\'12\' />',
  '    <ship name="Berta" size="20"/>',
  '    <ship name="Carla" size="7"></ship>',
  '  </ships>',
  '  <ports />',
  '</configuration>',
  ''
)

export const sourceWith = (...changes: readonly (readonly [old: string, now: string])[]) =>
  changes.reduce((text, [old, now]) => {
    expect(text).toContain(old)
    return text.replace(old, () => now)
  }, source)

export const xdt = 'xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"'
export const transformOf = (...content: string[]) => lines(`<configuration ${xdt}>`, ...content, '</configuration>')

export const applied = (content: string, to = source) => {
  const { text, messages } = applyTransform(to, transformOf(content))
  return {
    text,
    told: messages.filter(({ level }) => level !== 'verbose').map(({ level, message }) => `${level}: ${message}`)
  }
}

export const anna = '<ship name="Anna" size=\'12\' />'
export const berta = '<ship name="Berta" size="20"/>'
export const carla = '<ship name="Carla" size="7"></ship>'
