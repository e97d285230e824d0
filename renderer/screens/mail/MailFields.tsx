import { NumberInput, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { type MailSecurity, type MailView, mailSecurities, usualMailPorts } from '@shared/model/mail'
import { useId } from 'react'
import { Icon } from '../../components/Icon'
import formClasses from '../../forms/form.module.css'
import classes from './mail.module.css'
import { keepsPassword, type MailFormValues, portFor, securityWords } from './mail-form'

interface MailFieldsProps {
  readonly form: UseFormReturnType<MailFormValues>
  readonly stored: MailView | null
}

/** Where the server is, how the connection is encrypted, who sends. */
export function MailFields({ form, stored }: MailFieldsProps) {
  const { values, getInputProps } = form
  return (
    <div className={formClasses.fields}>
      <div className={formClasses.row}>
        <TextInput
          className={formClasses.grow ?? ''}
          label="Host"
          placeholder="smtp.example.com"
          spellCheck={false}
          {...getInputProps('host')}
        />
        <NumberInput
          className={formClasses.port ?? ''}
          label="Port"
          min={1}
          max={65_535}
          allowDecimal={false}
          hideControls
          {...getInputProps('port')}
        />
      </div>
      <Encryption form={form} stored={stored} />
      <TextInput
        label="From"
        placeholder="Slipway <slipway@example.com>"
        spellCheck={false}
        {...getInputProps('from')}
      />
      <Login form={form} stored={stored} />
      {values.security === 'none' && values.user.trim() !== '' && (
        <p className={classes.warning}>
          <Icon name="warning" size={14} />
          User, password and mails can be read by everybody on the way to the server.
        </p>
      )}
      <div className={formClasses.row}>
        <TextInput
          className={formClasses.grow ?? ''}
          label="CA file"
          description="Authorities to trust besides the usual ones: a PEM file on this machine."
          placeholder="None"
          spellCheck={false}
          disabled={values.security === 'none'}
          {...getInputProps('caFile')}
        />
        <NumberInput
          className={classes.timeout ?? ''}
          label="Time-out"
          description="Seconds of silence"
          min={1}
          max={600}
          allowDecimal={false}
          hideControls
          {...getInputProps('timeoutSeconds')}
        />
      </div>
    </div>
  )
}

function Encryption({ form }: MailFieldsProps) {
  const id = useId()
  const { security } = form.values
  const change = (value: string) => {
    const next = value as MailSecurity
    form.setValues({ security: next, port: portFor(form.values, next) })
  }
  return (
    <div>
      <div id={id} className={classes.label}>
        Encryption
      </div>
      <SegmentedControl
        aria-labelledby={id}
        data={mailSecurities.map(value => ({ value, label: securityWords[value] }))}
        value={security}
        onChange={change}
      />
      <p className={classes.hint}>
        {hints[security]} Usually port {usualMailPorts[security]}.
      </p>
    </div>
  )
}

const hints: Readonly<Record<MailSecurity, string>> = {
  starttls: 'Nothing is sent before the connection is encrypted.',
  tls: 'Encrypted from the first byte on.',
  none: 'For a server inside of a network that is trusted.'
}

function Login({ form, stored }: MailFieldsProps) {
  const { values, getInputProps } = form
  const hasUser = values.user.trim() !== ''
  const isElsewhere = stored?.hasPassword === true && hasUser && !keepsPassword(stored, values)
  return (
    <div className={formClasses.row}>
      <TextInput
        className={formClasses.grow ?? ''}
        label="User"
        placeholder="Nobody logs in"
        spellCheck={false}
        autoComplete="off"
        {...getInputProps('user')}
      />
      <PasswordInput
        className={formClasses.grow ?? ''}
        label="Password"
        autoComplete="off"
        disabled={!hasUser}
        placeholder={
          keepsPassword(stored, values)
            ? '•••••• stored — type to replace it'
            : isElsewhere
              ? 'Type it again for this server and user'
              : ''
        }
        {...getInputProps('password')}
      />
    </div>
  )
}
