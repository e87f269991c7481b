import ContentCopy from '@mui/icons-material/ContentCopyOutlined';
import Edit from '@mui/icons-material/EditOutlined';
import { Box, Button, IconButton, OutlinedInput, Stack, Tooltip, Typography } from '@mui/material';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/contract/conversations.ts';
import { useCopy } from '#renderer/components/use-copy.ts';

interface Props {
  message: Message;
  /** No answer is being written, so the question may be changed. */
  idle: boolean;
  /** The answer never came: it can be asked again. */
  unanswered: boolean;
  onAsk: (text: string, replaces: string) => void;
}

export function QuestionMessage({ message, idle, unanswered, onAsk }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const copy = useCopy();
  if (editing) return <EditQuestion message={message} onAsk={onAsk} onClose={() => setEditing(false)} />;
  return (
    <Box component="article" aria-label={t('ask.you')}>
      <QuestionText>{message.content}</QuestionText>
      <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
        {unanswered && (
          <Button size="small" onClick={() => onAsk(message.content, message.id)}>
            {t('ask.resend')}
          </Button>
        )}
        <Tooltip title={t('ask.copyQuestion')}>
          <IconButton size="small" aria-label={t('ask.copyQuestion')} onClick={() => void copy(message.content)}>
            <ContentCopy fontSize="small" />
          </IconButton>
        </Tooltip>
        <Tooltip title={t('ask.edit')}>
          <span>
            <IconButton size="small" disabled={!idle} aria-label={t('ask.edit')} onClick={() => setEditing(true)}>
              <Edit fontSize="small" />
            </IconButton>
          </span>
        </Tooltip>
      </Stack>
    </Box>
  );
}

export function QuestionText({ children }: { children: string }) {
  return (
    <Box sx={({ tokens }) => ({ marginInlineStart: 'auto', width: 'fit-content', maxWidth: '88%', paddingInline: 2, paddingBlock: 1.25, borderRadius: 1, backgroundColor: tokens.selected, border: `1px solid ${tokens.line}` })}>
      <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{children}</Typography>
    </Box>
  );
}

function EditQuestion({ message, onAsk, onClose }: Pick<Props, 'message' | 'onAsk'> & { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(message.content);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onClose();
    onAsk(text.trim(), message.id);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) send(event);
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <Box component="form" onSubmit={send}>
      <OutlinedInput autoFocus fullWidth multiline value={text} onChange={(event) => setText(event.target.value)} onKeyDown={press} slotProps={{ input: { 'aria-label': t('ask.editTitle') } }} />
      <Stack direction="row" sx={{ gap: 1, marginTop: 1, alignItems: 'center' }}>
        <Typography variant="caption" color="textSecondary" sx={{ flex: 1 }}>
          {t('ask.editNote')}
        </Typography>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="contained" disabled={text.trim() === ''}>
          {t('ask.resend')}
        </Button>
      </Stack>
    </Box>
  );
}
