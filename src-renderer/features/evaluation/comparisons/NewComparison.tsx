import { Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EvaluationSet } from '#shared/contract/evaluation-sets.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { COMPARISONS, useWritingModels } from './comparison-queries.ts';

/** Starts a comparison: on which set, of which two models. */
export function NewComparison({ sets, onStarted }: { sets: readonly EvaluationSet[]; onStarted: (id: string) => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const models = useWritingModels();
  const [chosen, setChosen] = useState({ setId: '', model: '', against: '' });
  const start = useMutation({
    mutationFn: () => client.comparisons.start(asked),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: [...COMPARISONS, 'list'] });
      onStarted(id);
    },
  });
  // What is there is taken until somebody chooses.
  const asked = { setId: chosen.setId || (sets[0]?.id ?? ''), model: chosen.model || (models[0]?.id ?? ''), against: chosen.against || (models[1]?.id ?? '') };
  const same = asked.model === asked.against;
  const pick = (field: keyof typeof chosen, options: readonly { id: string; name: string }[]) => (
    <TextField
      select
      label={t(`comparisons.pick.${field}`)}
      value={options.some(({ id }) => id === asked[field]) ? asked[field] : ''}
      onChange={({ target }) => {
        start.reset();
        setChosen({ ...chosen, [field]: target.value });
      }}
      error={field === 'against' && same}
      helperText={field === 'against' && same ? t('comparisons.same') : undefined}
      sx={{ flex: '1 1 14rem', minWidth: 0 }}
    >
      {options.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <Stack component="section" aria-label={t('comparisons.new')} sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('comparisons.new')}</Typography>
      <Typography variant="body2">{t('comparisons.newBody')}</Typography>
      {models.length < 2 && (
        <Notice state="idle" action={<Button component={Link} to="/models">{t('comparisons.toModels')}</Button>}>
          {t('comparisons.tooFew')}
        </Notice>
      )}
      {models.length >= 2 && (
        <Stack direction="row" sx={{ gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap' }}>
          {pick('setId', sets)}
          {pick('model', models)}
          {pick('against', models)}
          <Button variant="contained" disabled={start.isPending || same} onClick={() => start.mutate()}>
            {t('comparisons.start')}
          </Button>
        </Stack>
      )}
      {start.isError && <FailureNotice failure={start.error} />}
    </Stack>
  );
}
