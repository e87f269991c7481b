import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type GuardrailSettings, SUPPORT_MODES } from '#shared/contract/guardrails.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { GUARDRAILS_KEY } from './guardrails-key.ts';

/** How strictly an answer has to rest on what it was made from. */
export function SupportForm({ settings }: { settings: GuardrailSettings }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(GUARDRAILS_KEY);
  const [share, setShare] = useState(String(settings.leastShare));
  const wrong = !/^(?:[1-9]\d?|100)$/.test(share);
  const save = (change: Partial<GuardrailSettings>): void => action.run(() => client.guardrails.save({ ...settings, ...change }), () => t('guardrails.saved'));
  const saveShare = (): void => {
    if (!wrong && Number(share) !== settings.leastShare) save({ leastShare: Number(share) });
  };
  return (
    <Stack component="section" sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('guardrails.title')}</Typography>
      <Typography variant="body2">{t('guardrails.body')}</Typography>
      <TextField
        select
        label={t('guardrails.support')}
        value={settings.support}
        helperText={t(`guardrails.means.${settings.support}`)}
        onChange={(event) => {
          const support = SUPPORT_MODES.find((each) => each === event.target.value);
          if (support !== undefined) save({ support });
        }}
        sx={{ maxWidth: 560 }}
      >
        {SUPPORT_MODES.map((mode) => (
          <MenuItem key={mode} value={mode}>
            {t(`guardrails.modes.${mode}`)}
          </MenuItem>
        ))}
      </TextField>
      {settings.support === 'share' && (
        <TextField
          label={t('guardrails.leastShare')}
          helperText={wrong ? t('guardrails.leastShareHint') : undefined}
          error={wrong}
          value={share}
          onChange={(event) => setShare(event.target.value.slice(0, 3))}
          onBlur={saveShare}
          onKeyDown={(event) => {
            if (event.key === 'Enter') saveShare();
          }}
          slotProps={{ htmlInput: { inputMode: 'numeric' } }}
          sx={{ maxWidth: 560 }}
        />
      )}
    </Stack>
  );
}
