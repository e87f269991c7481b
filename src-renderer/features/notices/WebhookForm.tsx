import { TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownNotices } from '#shared/contract/notices.ts';
import type { Reach } from '#shared/contract/reach.ts';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { ReachField } from '#renderer/components/ReachField.tsx';
import { NoticePart } from './NoticePart.tsx';
import { SendTest } from './SendTest.tsx';
import { useSaving } from './use-saving.ts';

const SHORTEST_SECRET = 16;

/** Where notices are posted to, and the secret they are signed with. */
export function WebhookForm({ settings }: { settings: ShownNotices }) {
  const { t } = useTranslation();
  const saving = useSaving(settings);
  const { webhook } = settings;
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [reach, setReach] = useState<Reach>(webhook?.reach ?? 'plant');
  const [secret, setSecret] = useState('');
  const kept = webhook?.hasSecret === true;
  const complete = url.trim() !== '' && (secret.length >= SHORTEST_SECRET || (kept && secret === ''));
  return (
    <NoticePart
      title={t('notices.webhook.title')}
      on={webhook !== null}
      refused={webhook?.reachable === false}
      complete={complete}
      pending={saving.pending}
      onSave={() => saving.save({ webhook: { url: url.trim(), reach, ...(secret === '' ? {} : { secret }) } }, () => setSecret(''))}
      onSwitchOff={() => saving.switchOff('webhook')}
      after={webhook !== null && <SendTest channel="webhook" />}
    >
      <TextField fullWidth type="url" label={t('notices.webhook.url')} helperText={t('notices.webhook.urlHint')} value={url} onChange={({ target }) => setUrl(target.value)} />
      <ReachField value={reach} onChange={setReach} />
      <PasswordField autoComplete="off" label={t('notices.webhook.secret')} helperText={t(kept ? 'notices.webhook.secretKept' : 'notices.webhook.secretHint')} value={secret} onChange={({ target }) => setSecret(target.value)} />
    </NoticePart>
  );
}
