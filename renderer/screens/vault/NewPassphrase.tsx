import { PasswordInput } from '@mantine/core'
import { shortestPassphrase } from '@shared/vault'
import form from '../../forms/form.module.css'
import { type Strength, strengthOf } from '../../lib/passphrase-strength'
import classes from './Vault.module.css'

export interface NewPassphraseValue {
  readonly passphrase: string
  readonly repeated: string
}

export const noNewPassphrase: NewPassphraseValue = { passphrase: '', repeated: '' }

/** Why the two cannot be taken, by field; null where nothing is wrong. */
export interface NewPassphraseErrors {
  readonly passphrase: string | null
  readonly repeated: string | null
}

/** Null when the two can be taken. */
export function newPassphraseErrors({ passphrase, repeated }: NewPassphraseValue): NewPassphraseErrors | null {
  if (passphrase.length < shortestPassphrase)
    return { passphrase: `Use at least ${shortestPassphrase} characters.`, repeated: null }
  return passphrase === repeated ? null : { passphrase: null, repeated: 'The two do not match.' }
}

interface NewPassphraseProps {
  readonly label: string
  readonly value: NewPassphraseValue
  readonly onChange: (value: NewPassphraseValue) => void
  readonly errors: NewPassphraseErrors | null
  readonly isFirst?: boolean
}

const hints: Readonly<Record<Strength, string>> = {
  weak: 'Weak. Make it longer: four unrelated words are easier to remember than signs.',
  fair: 'Fair. A word or two more make it strong.',
  strong: 'Strong, unless it is a known saying.'
}

/** A passphrase typed twice, with a hint how hard it is to guess. */
export function NewPassphrase({ label, value, onChange, errors, isFirst = false }: NewPassphraseProps) {
  const { passphrase, repeated } = value
  const strength = passphrase.length < shortestPassphrase ? null : strengthOf(passphrase)
  return (
    <div className={form.fields}>
      <div>
        <PasswordInput
          label={label}
          autoComplete="new-password"
          value={passphrase}
          error={errors?.passphrase}
          onChange={event => onChange({ passphrase: event.currentTarget.value, repeated })}
          {...(isFirst ? { 'data-autofocus': true } : {})}
        />
        <div className={classes.strength} role="status" data-strength={strength ?? 'none'}>
          <span className={classes.meter} aria-hidden />
          <span>{strength ? hints[strength] : `At least ${shortestPassphrase} characters`}</span>
        </div>
      </div>
      <PasswordInput
        label="The same again"
        autoComplete="new-password"
        value={repeated}
        error={errors?.repeated}
        onChange={event => onChange({ passphrase, repeated: event.currentTarget.value })}
      />
    </div>
  )
}
