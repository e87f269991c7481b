import { Box, Tooltip } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import { documentFailure } from './failures.ts';
import { stateOf } from './document-state.ts';

/** The state of a document in a word, with its progress while it is being read in. */
export function DocumentState({ document }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const { status, stage, progress, warnings, error } = document;
  const percent = Math.round(progress * 100);
  if (status === 'failed') {
    const why = error === null ? '' : sentence(documentFailure(error));
    return (
      <Tooltip title={why} describeChild>
        <span>
          <StatusChip state="failed">{t('documents.failed')}</StatusChip>
        </span>
      </Tooltip>
    );
  }
  if (status === 'ready') {
    return (
      <Tooltip title={warnings.join(' ')} describeChild>
        <span>
          <StatusChip state={stateOf(document)}>{warnings.length === 0 ? t('documents.ready') : t('documents.warnings', { count: warnings.length })}</StatusChip>
        </span>
      </Tooltip>
    );
  }
  const word = t(`documents.stage.${stage}`);
  return (
    <Box sx={{ width: '100%' }}>
      <StatusChip state={stateOf(document)}>{percent > 0 ? t('documents.stageProgress', { stage: word, percent }) : word}</StatusChip>
      {stage !== 'waiting' && <ProgressBar share={progress} label={word} />}
    </Box>
  );
}
