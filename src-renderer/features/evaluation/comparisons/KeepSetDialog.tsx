import { MenuItem, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import { LABELS, type Label } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { COMPARISONS } from './comparison-queries.ts';

interface Props {
  /** Questions of a file; null for what people found of answers. */
  file: { name: string; questions: EvaluationQuestion[] } | null;
  onClose: () => void;
}

/** A name for an evaluation set, and for questions of a file who may read them. */
export function KeepSetDialog({ file, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [name, setName] = useState(file?.name.replace(/\.jsonl?$/, '') ?? '');
  const [label, setLabel] = useState<Label>('internal');
  const keep = useMutation({
    mutationFn: () => (file === null ? client.evaluationSets.create({ name }) : client.evaluationSets.import({ name, questions: file.questions, label })),
    onSuccess: async (set) => {
      await queries.invalidateQueries({ queryKey: COMPARISONS });
      showToast({ state: 'ready', text: t('comparisons.setKept', { name: set.name, count: set.questions }) });
      onClose();
    },
  });
  return (
    <FormDialog
      title={file === null ? t('comparisons.keepFeedback') : t('comparisons.keepFile')}
      action={t('comparisons.keep')}
      complete={name.trim() !== ''}
      pending={keep.isPending}
      failure={keep.error}
      onSubmit={() => keep.mutate()}
      onClose={onClose}
    >
      <Typography variant="body2">{file === null ? t('comparisons.keepFeedbackBody') : t('knowledge.evaluation.chosen', { name: file.name, count: file.questions.length })}</Typography>
      <TextField autoFocus required label={t('comparisons.name')} value={name} onChange={({ target }) => setName(target.value)} slotProps={{ htmlInput: { maxLength: 120 } }} />
      {file !== null && (
        <TextField select label={t('comparisons.label')} helperText={t('comparisons.labelHint')} value={label} onChange={({ target }) => setLabel(LABELS.find((each) => each === target.value) ?? 'internal')}>
          {LABELS.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`common.labels.${each}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
    </FormDialog>
  );
}
