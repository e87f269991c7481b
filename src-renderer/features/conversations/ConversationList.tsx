import Add from '@mui/icons-material/AddOutlined';
import Search from '@mui/icons-material/SearchOutlined';
import { Box, Button, InputAdornment, List, ListSubheader, TextField, Typography } from '@mui/material';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ConversationSummary } from '#shared/contract/conversations.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { useDebounced } from '#renderer/components/use-debounced.ts';
import { ConversationRow } from './ConversationRow.tsx';
import { useConversationList } from './conversation-queries.ts';
import { useRemovedConversations } from './removed-conversations.ts';

const TYPING_MS = 200;
const DAYS = ['today', 'yesterday', 'earlier'] as const;

/** The person's conversations by day, with a search over titles and messages. */
export function ConversationList({ current }: { current: string | null }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(useDebounced(typed.trim(), TYPING_MS));
  const list = useConversationList(query);
  const removed = useRemovedConversations();
  const conversations = list.data?.conversations.filter(({ id }) => !removed.has(id)) ?? [];
  return (
    <Box component="nav" aria-label={t('ask.conversations')} sx={{ height: '100%', display: 'flex', flexDirection: 'column', minHeight: 0 }}>
      <Box sx={{ padding: 1.5, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
        <Button component={Link} to="/ask" variant="outlined" startIcon={<Add />} fullWidth>
          {t('ask.newQuestion')}
        </Button>
        <TextField
          value={typed}
          placeholder={t('ask.findConversation')}
          onChange={(event) => setTyped(event.target.value)}
          slotProps={{
            htmlInput: { 'aria-label': t('ask.findConversation'), type: 'search' },
            input: { startAdornment: <InputAdornment position="start"><Search fontSize="small" /></InputAdornment> },
          }}
        />
      </Box>
      <List dense disablePadding sx={{ flex: 1, overflow: 'auto', paddingBottom: 1 }}>
        {DAYS.map((day) => {
          const rows = conversations.filter(({ updatedAt }) => dayOf(updatedAt) === day);
          return rows.length === 0 ? null : <Day key={day} name={t(`ask.${day}`)} rows={rows} current={current} />;
        })}
        {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && conversations.length === 0 && (
          <Typography variant="body2" color="textSecondary" sx={{ paddingInline: 2 }}>
            {query === '' ? t('ask.noConversations') : t('ask.noMatch', { query })}
          </Typography>
        )}
      </List>
    </Box>
  );
}

function Day({ name, rows, current }: { name: string; rows: readonly ConversationSummary[]; current: string | null }) {
  return (
    <li>
      <ListSubheader component="div" disableSticky sx={{ lineHeight: 2.2, backgroundColor: 'transparent' }}>
        {name}
      </ListSubheader>
      <List dense disablePadding aria-label={name}>
        {rows.map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation} selected={conversation.id === current} />
        ))}
      </List>
    </li>
  );
}

function dayOf(iso: string): (typeof DAYS)[number] {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const then = new Date(iso).getTime();
  if (then >= midnight.getTime()) return 'today';
  midnight.setDate(midnight.getDate() - 1);
  return then >= midnight.getTime() ? 'yesterday' : 'earlier';
}
