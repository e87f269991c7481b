import { Button, Checkbox, FormControlLabel, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { QualityTable } from './QualityTable.tsx';
import { readQuestions } from '#shared/contract/evaluation-questions.ts';
import { useEvaluation } from './use-evaluation.ts';

interface Chosen {
  name: string;
  questions: EvaluationQuestion[];
}

/** An admin's own questions, asked of the plant's own documents: how often the right page is found. */
export function EvaluationTab() {
  const { t } = useTranslation();
  const { evaluation, run, stop } = useEvaluation();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [written, setWritten] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function take(file: File): Promise<void> {
    const read = readQuestions(await file.text());
    setProblem('questions' in read ? null : t('knowledge.evaluation.unreadable', { line: read.line, why: read.why }));
    setChosen('questions' in read ? { name: file.name, questions: read.questions } : null);
  }

  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('knowledge.evaluation.body')}</Typography>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <FilePick label={t('knowledge.evaluation.choose')} accept=".jsonl,.json,application/json" multiple={false} variant="outlined" onFiles={([picked]) => picked && void take(picked.file)}>
          {t('knowledge.evaluation.choose')}
        </FilePick>
        {chosen !== null && <Typography>{t('knowledge.evaluation.chosen', { name: chosen.name, count: chosen.questions.length })}</Typography>}
        {chosen !== null && evaluation.state !== 'running' && (
          <Button variant="contained" onClick={() => run(chosen.questions, written)}>
            {evaluation.state === 'done' ? t('knowledge.evaluation.again') : t('knowledge.evaluation.run')}
          </Button>
        )}
        {evaluation.state === 'running' && <Button onClick={stop}>{t('knowledge.evaluation.stop')}</Button>}
      </Stack>
      {chosen !== null && (
        <FormControlLabel
          disabled={evaluation.state === 'running'}
          control={<Checkbox checked={written} onChange={(event) => setWritten(event.target.checked)} />}
          label={`${t('knowledge.evaluation.alsoWritten')} (${t('knowledge.evaluation.alsoWrittenHint')})`}
        />
      )}
      {problem !== null && (
        <Notice urgent state="failed">
          {problem}
        </Notice>
      )}
      {evaluation.state === 'failed' && <FailureNotice failure={evaluation.failure} />}
      {evaluation.state === 'running' && (
        <Stack role="status" sx={{ gap: 1, maxWidth: 480 }}>
          <Typography variant="body2">{t('knowledge.evaluation.running', { done: evaluation.done, total: evaluation.total })}</Typography>
          <ProgressBar share={evaluation.done / Math.max(1, evaluation.total)} label={t('knowledge.evaluation.title')} />
        </Stack>
      )}
      {evaluation.state === 'done' && <QualityTable report={evaluation.report} />}
    </Stack>
  );
}
