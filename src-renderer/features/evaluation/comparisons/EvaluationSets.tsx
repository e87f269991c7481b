import Delete from '@mui/icons-material/DeleteOutlined';
import { Button, IconButton, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { EvaluationSet } from '#shared/contract/evaluation-sets.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { readQuestions } from '#shared/contract/evaluation-questions.ts';
import { COMPARISONS } from './comparison-queries.ts';
import { KeepSetDialog } from './KeepSetDialog.tsx';

type Opened = { what: 'keep'; file: { name: string; questions: EvaluationQuestion[] } | null } | { what: 'remove'; set: EvaluationSet };

/** Questions that are kept to compare models with, and where more come from. */
export function EvaluationSets({ sets }: { sets: readonly EvaluationSet[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(COMPARISONS);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function take(file: File): Promise<void> {
    const read = readQuestions(await file.text());
    setProblem('questions' in read ? null : t('knowledge.evaluation.unreadable', { line: read.line, why: read.why }));
    if ('questions' in read) setOpened({ what: 'keep', file: { name: file.name, questions: read.questions } });
  }

  return (
    <Stack component="section" aria-label={t('comparisons.sets')} sx={{ gap: 1 }}>
      <Typography variant="h2">{t('comparisons.sets')}</Typography>
      <Typography variant="body2">{t('comparisons.setsBody')}</Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button variant="outlined" onClick={() => setOpened({ what: 'keep', file: null })}>
          {t('comparisons.keepFeedback')}
        </Button>
        <FilePick label={t('comparisons.keepFile')} accept=".jsonl,.json,application/json" multiple={false} variant="outlined" onFiles={([picked]) => picked && void take(picked.file)} />
      </Stack>
      {problem !== null && (
        <Notice urgent state="failed">
          {problem}
        </Notice>
      )}
      {sets.length > 0 && (
        <FramedTable label={t('comparisons.sets')} columns={[t('comparisons.name'), t('comparisons.origin'), t('comparisons.questions'), t('comparisons.placed'), t('comparisons.corrected'), t('comparisons.kept'), t('comparisons.remove')]}>
          {sets.map((set) => (
            <TableRow key={set.id} hover>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{set.name}</TableCell>
              <TableCell>{t(`comparisons.origins.${set.origin}`)}</TableCell>
              <TableCell>{set.hidden === 0 ? set.questions : t('comparisons.hidden', { questions: set.questions, hidden: set.hidden })}</TableCell>
              <TableCell>{set.placed}</TableCell>
              <TableCell>{set.corrected}</TableCell>
              <TableCell>{t('feedback.said', { name: set.by, time: formatTime(set.createdAt) })}</TableCell>
              <TableCell align="right">
                <IconButton aria-label={t('comparisons.removeNamed', { name: set.name })} onClick={() => setOpened({ what: 'remove', set })}>
                  <Delete />
                </IconButton>
              </TableCell>
            </TableRow>
          ))}
        </FramedTable>
      )}
      {opened?.what === 'keep' && <KeepSetDialog file={opened.file} onClose={() => setOpened(null)} />}
      {opened?.what === 'remove' && (
        <ConfirmDialog
          title={t('comparisons.removeNamed', { name: opened.set.name })}
          body={t('comparisons.removeSetBody')}
          action={t('comparisons.remove')}
          onConfirm={() => action.run(() => client.evaluationSets.remove({ id: opened.set.id }), () => t('comparisons.setRemoved', { name: opened.set.name }))}
          onClose={() => setOpened(null)}
        />
      )}
    </Stack>
  );
}
