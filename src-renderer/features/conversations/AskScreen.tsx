import { Box, Button, Drawer, useMediaQuery } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { ConversationScope } from '#shared/contract/conversations.ts';
import { useMode } from '#renderer/client/use-mode.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { useAnswering, useAnswers } from './answers-context.tsx';
import { AskWelcome } from './AskWelcome.tsx';
import { Composer } from './Composer.tsx';
import { ConversationList } from './ConversationList.tsx';
import { useConversation } from './conversation-queries.ts';
import { type Answerer, NEW } from './create-answers.ts';
import { AgentPicker, DOCUMENTS } from './AgentPicker.tsx';
import { MessageList } from './MessageList.tsx';
import { ScopeBar } from './ScopeBar.tsx';
import { useCitationKeys } from './use-citation-keys.ts';
import { useSetScope } from './use-set-scope.ts';

const LIST_WIDTH = 272;
const EVERYTHING: ConversationScope = { collections: [], documents: [] };

/** Ask: conversations at the left, the conversation, the box. */
export function AskScreen() {
  const { t } = useTranslation();
  const { id = null } = useParams();
  const navigate = useNavigate();
  const panel = useSourcePanel();
  const answers = useAnswers();
  const answering = useAnswering(id ?? NEW);
  const conversation = useConversation(id);
  const mode = useMode();
  const [drawer, setDrawer] = useState(false);
  const [newScope, setNewScope] = useState(EVERYTHING);
  const [chosen, setChosen] = useState<Answerer>(DOCUMENTS);
  const setScope = useSetScope();
  const wide = useMediaQuery(panel.current === null ? '(min-width: 1000px)' : '(min-width: 1360px)');
  const messages = conversation.data?.messages ?? [];

  useCitationKeys(messages);
  useEffect(() => setDrawer(false), [id]);

  const openCreated = (created: string) => {
    if (/^#\/(ask\/?)?$/.test(location.hash)) void navigate(`/ask/${created}`, { replace: true });
  };
  const ask = (text: string, replaces?: string, harder?: boolean, answerer?: Answerer) =>
    answers.ask({ conversationId: id, text, answerer: answerer ?? chosen, ...(harder === true ? { harder } : {}), onCreated: openCreated, ...(id === null ? { scope: newScope } : {}), ...(replaces === undefined ? {} : { replaces }) });
  const empty = messages.length === 0 && answering === null && !conversation.isLoading && !conversation.isError;

  return (
    <Box sx={{ height: '100%', display: 'flex', minHeight: 0 }}>
      {wide ? (
        <Box sx={({ tokens }) => ({ width: LIST_WIDTH, flex: 'none', borderInlineEnd: `1px solid ${tokens.line}` })}>
          <ConversationList current={id} />
        </Box>
      ) : (
        <Drawer open={drawer} onClose={() => setDrawer(false)} slotProps={{ paper: { sx: { width: LIST_WIDTH } } }}>
          <ConversationList current={id} />
        </Drawer>
      )}
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        {!wide && (
          <Box sx={{ paddingInline: 2, paddingTop: 1 }}>
            <Button variant="outlined" size="small" onClick={() => setDrawer(true)}>
              {t('ask.conversations')}
            </Button>
          </Box>
        )}
        {conversation.isError && (
          <Box sx={{ padding: 3 }}>
            <FailureNotice failure={conversation.error} onRetry={() => void conversation.refetch()} />
          </Box>
        )}
        {conversation.isLoading && answering === null && <Waiting>{t('common.loading')}</Waiting>}
        {empty ? <AskWelcome /> : <MessageList id={id ?? NEW} messages={messages} answering={answering} onAsk={ask} />}
        <ScopeBar scope={id === null ? newScope : (conversation.data?.scope ?? EVERYTHING)} onChange={(scope) => (id === null ? setNewScope(scope) : setScope(id, scope))} />
        <Composer key={id ?? NEW} id={id ?? NEW} busy={answering !== null && answering.phase !== 'failed'} heavy={mode.data?.answers.heavy ?? null} picker={<AgentPicker chosen={chosen} onChoose={setChosen} />} onSend={(text, harder) => ask(text, undefined, harder, addressed(text))} onStop={() => answers.stop(id ?? NEW)} />
      </Box>
    </Box>
  );
}

/** A question that begins with the name of an agent is for it. */
function addressed(text: string): Answerer | undefined {
  const name = /^@([a-z][a-z0-9-]{1,62})\s+\S/.exec(text)?.[1];
  return name === undefined ? undefined : { mode: 'agent', agent: name };
}
