import Refresh from '@mui/icons-material/RefreshOutlined';
import { Button } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';

/** Reads a document again, or all: after a new language of recognition, say. What was read before is found until then. */
export function ReadAgain({ document }: { document: { id: string; filename: string } | null }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(['queue']);
  if (!useMay('knowledge:manage')) return null;
  const name = document === null ? t('knowledge.queue.reingestAll') : t('knowledge.queue.reingest', { name: document.filename });
  return (
    <Button
      variant="outlined"
      startIcon={<Refresh />}
      disabled={action.pending}
      onClick={() => action.run(() => client.queue.reingest(document === null ? {} : { id: document.id }), ({ queued }) => t('knowledge.queue.reingested', { count: queued }))}
      sx={{ alignSelf: 'flex-start' }}
    >
      {name}
    </Button>
  );
}
