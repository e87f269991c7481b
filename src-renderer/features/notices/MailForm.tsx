import { Box, MenuItem, TextField, type TextFieldProps } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAIL_TLS, NOTICE_LANGUAGES, type ShownNotices } from '#shared/contract/notices.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { ReachField } from '#renderer/components/ReachField.tsx';
import { fieldsOf, type MailFields, mailOf } from './mail-form.ts';
import { NoticePart } from './NoticePart.tsx';
import { SendTest } from './SendTest.tsx';
import { useSaving } from './use-saving.ts';

const WIDE = { gridColumn: '1 / -1' };

/** The mail server, who mails are from, and whom they go to where nobody has an address of their own. */
export function MailForm({ settings }: { settings: ShownNotices }) {
  const { t } = useTranslation();
  const saving = useSaving(settings);
  const { email } = settings;
  const [fields, setFields] = useState(() => fieldsOf(email));
  const set = (change: Partial<MailFields>): void => setFields((before) => ({ ...before, ...change }));
  const given = mailOf(fields);
  const text = (name: 'host' | 'port' | 'user' | 'from' | 'addresses'): TextFieldProps => ({
    fullWidth: true, label: t(`notices.email.${name}`), value: fields[name], onChange: ({ target }) => set({ [name]: target.value }),
  });
  return (
    <NoticePart
      title={t('notices.email.title')}
      on={email !== null}
      refused={email?.reachable === false}
      complete={given !== null}
      pending={saving.pending}
      onSave={() => saving.save({ email: given }, () => set({ password: '' }))}
      onSwitchOff={() => saving.switchOff('email')}
      after={email !== null && <SendTest channel="email" />}
    >
      <TextField {...text('host')} />
      <TextField {...text('port')} slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
      <TextField select fullWidth label={t('notices.email.tls')} value={fields.tls} onChange={({ target }) => set({ tls: target.value as MailFields['tls'] })}>
        {MAIL_TLS.map((tls) => (
          <MenuItem key={tls} value={tls} disabled={tls === 'none' && fields.reach === 'internet'}>
            {t(`notices.email.encryption.${tls}`)}
          </MenuItem>
        ))}
      </TextField>
      {fields.tls === 'none' && (
        <Box sx={WIDE}>
          <Notice state="degraded">{t('notices.email.noneWarning')}</Notice>
        </Box>
      )}
      <ReachField value={fields.reach} onChange={(reach) => set({ reach })} />
      <TextField {...text('user')} autoComplete="off" helperText={t('notices.email.userHint')} />
      <PasswordField autoComplete="off" label={t('notices.email.password')} helperText={t(email?.hasPassword ? 'notices.email.passwordKept' : 'notices.email.passwordHint')} value={fields.password} onChange={({ target }) => set({ password: target.value })} />
      <TextField {...text('from')} type="email" />
      <TextField select fullWidth label={t('notices.email.language')} value={fields.language} onChange={({ target }) => set({ language: target.value as MailFields['language'] })}>
        {NOTICE_LANGUAGES.map((language) => (
          <MenuItem key={language} value={language}>
            {t(`notices.email.languages.${language}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField {...text('addresses')} multiline minRows={2} helperText={t('notices.email.addressesHint')} sx={WIDE} />
      <TextField
        fullWidth
        multiline
        minRows={2}
        maxRows={8}
        label={t('notices.email.authority')}
        helperText={t('notices.email.authorityHint')}
        value={fields.certificateAuthority}
        onChange={({ target }) => set({ certificateAuthority: target.value })}
        slotProps={{ htmlInput: { spellCheck: false } }}
        sx={WIDE}
      />
    </NoticePart>
  );
}
