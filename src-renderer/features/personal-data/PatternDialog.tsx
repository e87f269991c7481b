import { Box, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnPattern, PersonalDataSettings } from '#shared/contract/personal-data.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { FoundPieces } from './FoundPieces.tsx';
import { PERSONAL_DATA_KEY } from './personal-data-key.ts';
import { useTryOut } from './use-try-out.ts';

interface Props {
  settings: PersonalDataSettings;
  /** The pattern to change; null to add one. */
  edited: OwnPattern | null;
  onClose: () => void;
}

/** A pattern's name and expression, with a text to try it on before it counts. */
export function PatternDialog({ settings, edited, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [name, setName] = useState(edited?.name ?? '');
  const [pattern, setPattern] = useState(edited?.pattern ?? '');
  const [sample, setSample] = useState('');
  const tried = useTryOut(sample, { kinds: [], patterns: pattern === '' ? [] : [{ name: name.trim() || t('personalData.own.pattern'), pattern }] }, pattern !== '');
  const fault = pattern === '' ? undefined : tried.data?.faults[0]?.fault;
  const own = { name: name.trim(), pattern };
  const save = useMutation({
    mutationFn: () => client.personalData.save({ ...settings, patterns: edited === null ? [...settings.patterns, own] : settings.patterns.map((each) => (each.name === edited.name ? own : each)) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: PERSONAL_DATA_KEY });
      onClose();
    },
  });
  return (
    <FormDialog
      title={edited === null ? t('personalData.own.add') : t('personalData.own.edit', { name: edited.name })}
      action={t('common.save')}
      complete={own.name !== '' && pattern !== ''}
      pending={save.isPending}
      failure={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField autoFocus label={t('common.name')} value={name} onChange={(event) => setName(event.target.value.slice(0, 48))} />
      <TextField
        label={t('personalData.own.pattern')}
        value={pattern}
        error={fault !== undefined}
        helperText={fault === undefined ? t('personalData.own.patternHint') : t('personalData.own.fault', { fault })}
        onChange={(event) => {
          save.reset();
          setPattern(event.target.value.slice(0, 200));
        }}
        slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'off', style: { fontFamily: 'monospace' } } }}
      />
      <TextField multiline minRows={2} maxRows={6} label={t('personalData.own.sample')} value={sample} onChange={(event) => setSample(event.target.value.slice(0, 2_000))} />
      <Box aria-live="polite">{sample.trim() !== '' && tried.data !== undefined && <FoundPieces text={tried.data.text} matches={tried.data.matches} />}</Box>
    </FormDialog>
  );
}
