import { Checkbox, FormControlLabel, FormGroup, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PII_KINDS, PII_MODES, type PersonalDataSettings } from '#shared/contract/personal-data.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { OwnPatterns } from './OwnPatterns.tsx';
import { PERSONAL_DATA_KEY } from './personal-data-key.ts';
import { TryOut } from './TryOut.tsx';

/** What happens to personal data in prompts, and a place to try it. */
export function PersonalDataTab() {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useQuery({ queryKey: PERSONAL_DATA_KEY, queryFn: ({ signal }) => client.personalData.get({}, { signal }) });
  return (
    <Stack sx={{ gap: 3, maxWidth: 960 }}>
      {settings.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {settings.isError && <FailureNotice failure={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && (
        <>
          <Settings settings={settings.data} />
          <TryOut settings={settings.data} />
        </>
      )}
    </Stack>
  );
}

function Settings({ settings }: { settings: PersonalDataSettings }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(PERSONAL_DATA_KEY);
  const save = (change: Partial<PersonalDataSettings>): void => action.run(() => client.personalData.save({ ...settings, ...change }), () => t('personalData.saved'));
  return (
    <Stack component="section" sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('personalData.title')}</Typography>
      <Typography variant="body2">{t('personalData.body')}</Typography>
      <TextField
        select
        label={t('personalData.mode')}
        value={settings.mode}
        helperText={t(`personalData.means.${settings.mode}`)}
        onChange={(event) => {
          const mode = PII_MODES.find((each) => each === event.target.value);
          if (mode !== undefined) save({ mode });
        }}
        sx={{ maxWidth: 480 }}
      >
        {PII_MODES.map((mode) => (
          <MenuItem key={mode} value={mode}>
            {t(`personalData.modes.${mode}`)}
          </MenuItem>
        ))}
      </TextField>
      <FormGroup role="group" aria-label={t('personalData.kindsTitle')}>
        {PII_KINDS.map((kind) => (
          <FormControlLabel
            key={kind}
            control={<Checkbox checked={settings.kinds.includes(kind)} onChange={(event) => save({ kinds: PII_KINDS.filter((each) => (each === kind ? event.target.checked : settings.kinds.includes(each))) })} />}
            label={t(`personalData.kinds.${kind}`)}
          />
        ))}
        <FormControlLabel control={<Checkbox checked={settings.passages} onChange={(event) => save({ passages: event.target.checked })} />} label={t('personalData.passages')} />
      </FormGroup>
      <OwnPatterns
        settings={settings}
        onRemove={(name) => action.run(() => client.personalData.save({ ...settings, patterns: settings.patterns.filter((each) => each.name !== name) }), () => t('personalData.own.removed', { name }))}
      />
    </Stack>
  );
}
