import MoreVert from '@mui/icons-material/MoreVertOutlined';
import { IconButton, ListItem, ListItemButton, ListItemText, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ConversationSummary } from '#shared/contract/conversations.ts';
import { formatTime } from '#renderer/components/format.ts';
import { StateIcon } from '#renderer/components/StatusChip.tsx';
import { useAnswering } from './answers-context.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import { useDeleteConversation } from './use-delete-conversation.ts';

interface Props {
  conversation: ConversationSummary;
  selected: boolean;
}

export function ConversationRow({ conversation, selected }: Props) {
  const { t } = useTranslation();
  const { id, title, updatedAt } = conversation;
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const [renaming, setRenaming] = useState(false);
  const running = useAnswering(id);
  const remove = useDeleteConversation();
  const choose = (act: () => void) => () => {
    setMenu(null);
    act();
  };
  const actions = (
    <IconButton size="small" aria-label={t('ask.actions', { title })} aria-haspopup="menu" onClick={(event) => setMenu(event.currentTarget)}>
      <MoreVert fontSize="small" />
    </IconButton>
  );
  return (
    <ListItem disablePadding secondaryAction={actions}>
      <ListItemButton component={Link} to={`/ask/${id}`} selected={selected} aria-current={selected ? 'page' : undefined} title={formatTime(updatedAt)} sx={({ measures }) => ({ minHeight: measures.row })}>
        {running !== null && running.phase !== 'failed' && (
          <span title={t('ask.running')}>
            <StateIcon state="working" />
          </span>
        )}
        <ListItemText primary={title} slotProps={{ primary: { noWrap: true, sx: { paddingInlineStart: running === null ? 0 : 0.5 } } }} />
      </ListItemButton>
      <Menu anchorEl={menu} open={menu !== null} onClose={() => setMenu(null)}>
        <MenuItem onClick={choose(() => setRenaming(true))}>{t('ask.rename')}</MenuItem>
        <MenuItem onClick={choose(() => remove(conversation, selected))}>{t('ask.delete')}</MenuItem>
      </Menu>
      {renaming && <RenameDialog conversation={conversation} onClose={() => setRenaming(false)} />}
    </ListItem>
  );
}
