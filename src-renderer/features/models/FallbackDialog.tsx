import ArrowUpward from '@mui/icons-material/ArrowUpwardOutlined';
import Close from '@mui/icons-material/CloseOutlined';
import { Box, FormControlLabel, IconButton, MenuItem, Radio, RadioGroup, Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatRole } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import type { Candidate } from './candidate.ts';
import { FALLBACKS_KEY, MODELS_KEY } from './model-imports.ts';

interface Props {
  role: ChatRole;
  /** As it is set; null leaves it to the model of the other role. */
  order: readonly string[] | null;
  /** Those that may stand in it. */
  models: readonly Candidate[];
  onClose: () => void;
}

/** Puts models in order behind that of a role, or leaves it to the other role's. */
export function FallbackDialog({ role, order, models, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [own, setOwn] = useState(order !== null);
  const [ids, setIds] = useState<readonly string[]>(() => (order ?? []).filter((id) => models.some((model) => model.id === id)));
  const name = t(`models.role.${role}`);
  const save = useMutation({
    mutationFn: () => client.models.setFallbacks({ role, ids: own ? [...ids] : null }),
    onSuccess: async () => {
      await Promise.all([FALLBACKS_KEY, MODELS_KEY, MODE_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
      showToast({ state: 'ready', text: t('models.fallbacks.saved', { role: name }) });
      onClose();
    },
  });
  return (
    <FormDialog title={t('models.fallbacks.dialog', { role: name })} action={t('common.save')} complete pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      <RadioGroup aria-label={t('models.fallbacks.title')} value={own ? 'own' : 'usual'} onChange={(_, value) => setOwn(value === 'own')}>
        <FormControlLabel value="usual" control={<Radio autoFocus={!own} />} label={t('models.fallbacks.usualChoice')} />
        <FormControlLabel value="own" control={<Radio autoFocus={own} />} label={t('models.fallbacks.ownChoice')} />
      </RadioGroup>
      {own && <OrderedModels ids={ids} models={models} onChange={setIds} />}
      <Typography variant="body2" color="textSecondary">
        {t('models.fallbacks.labels')}
      </Typography>
    </FormDialog>
  );
}

function OrderedModels({ ids, models, onChange }: { ids: readonly string[]; models: readonly Candidate[]; onChange: (ids: readonly string[]) => void }) {
  const { t } = useTranslation();
  const left = models.filter(({ id, barred }) => !ids.includes(id) && !barred);
  const up = (at: number): void => onChange(ids.toSpliced(at, 1).toSpliced(at - 1, 0, ids[at] ?? ''));
  return (
    <Stack sx={{ gap: 1 }}>
      {ids.length === 0 && <Typography variant="body2">{t('models.fallbacks.empty')}</Typography>}
      <Box component="ol" aria-label={t('models.fallbacks.list')} sx={{ margin: 0, paddingInlineStart: 3 }}>
        {ids.map((id, at) => {
          const { name = '' } = models.find((model) => model.id === id) ?? {};
          return (
            <Box component="li" key={id}>
              <Stack direction="row" sx={{ alignItems: 'center', gap: 0.5 }}>
                <Typography sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{name}</Typography>
                {/* Stays where it is without a model above, so that whoever moved one there keeps their place. */}
                <IconButton aria-label={t('models.fallbacks.up', { name })} aria-disabled={at === 0} sx={{ opacity: at === 0 ? 0.4 : 1 }} onClick={() => at > 0 && up(at)}>
                  <ArrowUpward />
                </IconButton>
                <IconButton aria-label={t('models.fallbacks.remove', { name })} onClick={() => onChange(ids.toSpliced(at, 1))}>
                  <Close />
                </IconButton>
              </Stack>
            </Box>
          );
        })}
      </Box>
      <TextField select label={t('models.fallbacks.add')} value="" disabled={left.length === 0} helperText={left.length === 0 ? t('models.fallbacks.noneLeft') : undefined} onChange={({ target }) => onChange([...ids, target.value])}>
        {left.map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    </Stack>
  );
}
