import { MenuItem, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KEPT_KINDS, type Memory } from '#shared/contract/memory.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';

export const MEMORY = ['memory'] as const;
const LONGEST = 1_000;
const IMPORTANCE = { low: 0.2, middle: 0.5, high: 0.9 } as const;
const WEIGHTS = ['low', 'middle', 'high'] as const;

/** Something new to be remembered, or other words for what is. */
export function MemoryForm({ memory, onClose }: { memory?: Memory; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [content, setContent] = useState(memory?.content ?? '');
  const [kind, setKind] = useState<(typeof KEPT_KINDS)[number]>('fact');
  const [label, setLabel] = useState<(typeof LABELS)[number]>('internal');
  const [weight, setWeight] = useState<(typeof WEIGHTS)[number]>(WEIGHTS.findLast((each) => (memory?.importance ?? 0.5) >= IMPORTANCE[each]) ?? 'low');
  const save = useMutation({
    mutationFn: () => (memory ? client.memory.change({ id: memory.id, content, importance: IMPORTANCE[weight] }) : client.memory.keep({ kind, content, label, importance: IMPORTANCE[weight] })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: MEMORY });
      showToast({ state: 'ready', text: memory ? t('memory.changed') : t('memory.kept') });
      onClose();
    },
  });
  return (
    <FormDialog title={memory ? t('memory.edit') : t('memory.add')} action={t('memory.save')} complete={content.trim() !== ''} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      <TextField autoFocus label={t('memory.content')} helperText={t('memory.contentHint')} required multiline minRows={2} value={content} onChange={({ target }) => setContent(target.value)} slotProps={{ htmlInput: { maxLength: LONGEST } }} />
      {!memory && (
        <TextField select label={t('memory.kind')} value={kind} onChange={({ target }) => setKind(KEPT_KINDS.find((each) => each === target.value) ?? 'fact')}>
          {KEPT_KINDS.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`memory.kinds.${each}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {!memory && (
        <TextField select label={t('memory.label')} value={label} onChange={({ target }) => setLabel(LABELS.find((each) => each === target.value) ?? 'internal')}>
          {LABELS.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`common.labels.${each}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      <TextField select label={t('memory.importance')} value={weight} onChange={({ target }) => setWeight(WEIGHTS.find((each) => each === target.value) ?? 'middle')}>
        {WEIGHTS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`memory.importances.${each}`)}
          </MenuItem>
        ))}
      </TextField>
    </FormDialog>
  );
}
