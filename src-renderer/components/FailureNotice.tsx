import { Button, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { toFailure } from '#renderer/client/failure.ts';
import { Notice } from './Notice.tsx';
import { useFailureSentence } from './use-failure-sentence.ts';

interface Props {
  failure: unknown;
  /** What was kept, where the person could fear a loss. */
  kept?: string;
  onRetry?: () => void;
  retryLabel?: string;
}

/** A failed call: what happened, what was kept, a button that does something about it, the reference small. */
export function FailureNotice({ failure: thrown, kept, onRetry, retryLabel }: Props) {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const failure = toFailure(thrown);
  const retry = onRetry && (
    <Button variant="outlined" onClick={onRetry}>
      {retryLabel ?? t('common.retry')}
    </Button>
  );
  return (
    <Notice urgent state="failed" action={retry}>
      <Typography variant="body2">{sentence(failure)}</Typography>
      {kept !== undefined && <Typography variant="body2">{kept}</Typography>}
      {failure.correlationId !== null && (
        <Typography variant="caption" color="textSecondary">
          {t('common.correlation', { id: failure.correlationId })}
        </Typography>
      )}
    </Notice>
  );
}
