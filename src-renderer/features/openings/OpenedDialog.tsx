import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { conversations, Message } from '#shared/contract/conversations.ts';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import { formatTime } from '#renderer/components/format.ts';

export type OpenedConversation = ResultOf<typeof conversations.breakGlass>;

/** Somebody else's conversation, to be read and nothing more. It is gone from the screen once closed. */
export function OpenedDialog({ conversation: { owner, title, messages }, onClose }: { conversation: OpenedConversation; onClose: () => void }) {
  const { t } = useTranslation();
  const titleId = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('privacy.openings.of', { name: owner.name })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography variant="h3" component="h3">
            {title}
          </Typography>
          {messages.map((message) => (
            <ReadMessage key={message.id} message={message} />
          ))}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {t('common.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function ReadMessage({ message: { role, content, citations, createdAt } }: { message: Message }) {
  const { t } = useTranslation();
  const names = [...new Set(citations.map(({ document }) => document.filename).filter((filename) => filename !== ''))];
  return (
    <Box component="article" sx={({ tokens }) => ({ padding: 1.5, borderRadius: 1, border: `1px solid ${tokens.line}`, backgroundColor: role === 'user' ? tokens.raised : tokens.surface })}>
      <Typography variant="caption" color="textSecondary">
        {t(role === 'user' ? 'privacy.openings.question' : 'privacy.openings.answer')} · {formatTime(createdAt)}
      </Typography>
      <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{content}</Typography>
      {names.length > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ marginTop: 0.5 }}>
          {t('privacy.openings.sources', { names: names.join(', ') })}
        </Typography>
      )}
    </Box>
  );
}
