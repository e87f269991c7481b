import Delete from '@mui/icons-material/DeleteOutlined';
import Edit from '@mui/icons-material/EditOutlined';
import { Button, IconButton, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GuardrailSettings } from '#shared/contract/guardrails.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { GUARDRAILS_KEY } from './guardrails-key.ts';
import { RuleDialog } from './RuleDialog.tsx';

/** What a model may not write, to add, change and remove. */
export function Blocklist({ settings }: { settings: GuardrailSettings }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(GUARDRAILS_KEY);
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const remove = (at: number, text: string): void =>
    action.run(() => client.guardrails.save({ ...settings, blocklist: settings.blocklist.filter((_rule, each) => each !== at) }), () => t('guardrails.blocklist.removed', { text }));
  return (
    <Stack component="section" aria-label={t('guardrails.blocklist.title')} sx={{ gap: 1 }}>
      <Typography variant="h2">{t('guardrails.blocklist.title')}</Typography>
      <Typography variant="body2">{t('guardrails.blocklist.body')}</Typography>
      {settings.blocklist.length === 0 && <Typography variant="body2">{t('guardrails.blocklist.none')}</Typography>}
      <Stack component="ul" sx={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {settings.blocklist.map(({ kind, text, action: then }, at) => (
          <Stack key={`${kind} ${text}`} component="li" direction="row" sx={({ tokens }) => ({ gap: 1, alignItems: 'center', borderBottom: `1px solid ${tokens.line}`, paddingY: 0.5 })}>
            <Stack sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
              <Typography sx={{ fontWeight: 600, ...(kind === 'pattern' ? { fontFamily: 'monospace' } : {}) }}>{text}</Typography>
              <Typography variant="body2">
                {t(`guardrails.blocklist.kinds.${kind}`)} · {t(`guardrails.blocklist.actions.${then}`)}
              </Typography>
            </Stack>
            <IconButton aria-label={t('guardrails.blocklist.edit', { text })} onClick={() => setEdited(at)}>
              <Edit />
            </IconButton>
            <IconButton aria-label={t('guardrails.blocklist.remove', { text })} onClick={() => remove(at, text)}>
              <Delete />
            </IconButton>
          </Stack>
        ))}
      </Stack>
      <Button variant="outlined" sx={{ alignSelf: 'flex-start' }} onClick={() => setEdited('new')}>
        {t('guardrails.blocklist.add')}
      </Button>
      {edited !== null && <RuleDialog settings={settings} at={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Stack>
  );
}
