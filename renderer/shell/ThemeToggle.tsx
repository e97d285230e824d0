import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core'
import { Icon } from '../components/Icon'
import { nextScheme, schemeLooks } from './color-scheme'

/** Goes through “like the system”, light and dark; the choice is kept. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { icon, word } = schemeLooks[colorScheme]
  const next = nextScheme(colorScheme)
  return (
    <Tooltip label={`Theme: ${word}. Click for ${schemeLooks[next].word}.`}>
      <ActionIcon
        onClick={() => setColorScheme(next)}
        aria-label={`Theme: ${word}. Change to ${schemeLooks[next].word}.`}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  )
}
