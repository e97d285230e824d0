import { SegmentedControl } from '@mantine/core'
import type { HttpApiPlace } from '@shared/model/http-api'
import { useState } from 'react'
import { Section } from '../../components/Section'
import { CopyTextButton } from './CopyTextButton'
import classes from './http-api.module.css'
import { type SampleName, sampleAddress, samples } from './http-api-sample'

/** How a CI makes a release and deploys it, with the address that is set. */
export function HttpApiSample({ settings }: { readonly settings: HttpApiPlace }) {
  const [name, setName] = useState<SampleName>('curl')
  const text = samples[name].text(sampleAddress(settings))
  const choice = (
    <SegmentedControl
      aria-label="By what"
      value={name}
      onChange={value => setName(value as SampleName)}
      data={Object.entries(samples).map(([value, { label }]) => ({ value, label }))}
    />
  )
  return (
    <Section
      title="From a CI"
      description="A release of the project Shop, deployed to Test. SLIPWAY_KEY holds the key."
      actions={choice}
    >
      <div className={classes.sample}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the keyboard */}
        <section className={classes.code} aria-label={`Sample for ${samples[name].label}`} tabIndex={0}>
          <pre>{text}</pre>
        </section>
        <CopyTextButton key={name} text={text} label="Copy" />
      </div>
    </Section>
  )
}
