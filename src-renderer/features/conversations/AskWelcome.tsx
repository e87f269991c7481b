import { Box, Button } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';

/** What stands over the box before the first question. */
export function AskWelcome() {
  const { t } = useTranslation();
  const documents = useDocuments();
  const mayUpload = useMay('documents:upload');
  const ready = documents?.filter(({ status }) => status === 'ready').length ?? 0;
  const none = documents !== null && documents.length === 0;
  const add = none && mayUpload && (
    <Button component={Link} to="/documents" variant="contained">
      {t('ask.empty.addDocuments')}
    </Button>
  );
  return (
    <Box sx={{ flex: 1, display: 'flex', alignItems: 'center', overflow: 'auto' }}>
      <EmptyState title={t('ask.empty.title')} body={none ? t('ask.empty.noDocuments') : documents && t('ask.empty.body', { count: ready })} action={add} />
    </Box>
  );
}
