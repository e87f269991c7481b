import SwapHoriz from '@mui/icons-material/SwapHorizOutlined';
import { Button, ListItemText, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answerer } from './create-answers.ts';
import { useAskAnother, useOfferedAgents } from './use-ask-another.ts';

interface Props {
  question: string;
  /** Who answered: null for the documents. */
  now: string | null;
  disabled: boolean;
  onAsk: (answerer: Answerer) => void;
}

/** Has another agent answer, and keeps the question as an example for the routing. */
export function AnotherAgent({ question, now, disabled, onAsk }: Props) {
  const { t } = useTranslation();
  const agents = useOfferedAgents();
  const ask = useAskAnother({ question, ask: onAsk });
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (agents.length === 0) return null;
  const choose = (agent: string | null) => () => {
    setAnchor(null);
    ask(agent);
  };
  return (
    <>
      <Button size="small" startIcon={<SwapHoriz />} disabled={disabled} aria-haspopup="menu" aria-expanded={anchor !== null} onClick={({ currentTarget }) => setAnchor(currentTarget)}>
        {t('plans.routing.change')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)} slotProps={{ list: { 'aria-label': t('plans.routing.change') }, paper: { sx: { maxWidth: 'min(420px, calc(100% - 32px))' } } }}>
        <MenuItem disabled divider sx={{ whiteSpace: 'normal', '&.Mui-disabled': { opacity: 1 } }}>
          <ListItemText secondary={t('plans.routing.changeHint')} />
        </MenuItem>
        {now !== null && <MenuItem onClick={choose(null)}>{t('plans.documents')}</MenuItem>}
        {agents
          .filter(({ name }) => name !== now)
          .map(({ name, title }) => (
            <MenuItem key={name} onClick={choose(name)}>
              {title}
            </MenuItem>
          ))}
      </Menu>
    </>
  );
}
