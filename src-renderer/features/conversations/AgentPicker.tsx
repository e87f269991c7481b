import Hub from '@mui/icons-material/HubOutlined';
import { Button, FormControlLabel, ListItemText, Menu, MenuItem, Switch } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import type { Answerer } from './create-answers.ts';
import { PICKER_ID } from './opener-ids.ts';

/** The documents alone. */
export const DOCUMENTS: Answerer = { mode: 'rag' };
const WHOEVER: Answerer = { mode: 'auto' };

interface Props {
  chosen: Answerer;
  onChoose: (answerer: Answerer) => void;
}

/** Who answers the next questions: the documents, whoever fits, or an agent. Nothing where there is no agent to choose. */
export function AgentPicker({ chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const offered = useQuery({ queryKey: ['agents', 'mine'], queryFn: ({ signal }) => client.agents.mine({}, { signal }) });
  const agents = offered.data?.agents ?? [];
  if (agents.length === 0) return null;
  const current = agents.find(({ name }) => name === chosen.agent)?.title ?? (chosen.mode === 'auto' ? t('agents.picker.auto') : t('agents.picker.documents'));
  const choose = (answerer: Answerer) => () => {
    setAnchor(null);
    onChoose(answerer);
  };
  return (
    <>
      <Button id={PICKER_ID} size="small" startIcon={<Hub />} aria-haspopup="menu" aria-expanded={anchor !== null} aria-label={`${t('agents.picker.label')}: ${current}`} onClick={({ currentTarget }) => setAnchor(currentTarget)} sx={({ measures }) => ({ minHeight: measures.target })}>
        {current}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)} slotProps={{ list: { 'aria-label': t('agents.picker.label') }, paper: { sx: { maxWidth: 'min(480px, calc(100% - 32px))' } } }}>
        <MenuItem selected={chosen.mode === 'rag'} onClick={choose(DOCUMENTS)}>
          <ListItemText primary={t('agents.picker.documents')} secondary={t('agents.picker.documentsHint')} />
        </MenuItem>
        <MenuItem selected={chosen.mode === 'auto'} onClick={choose(WHOEVER)}>
          <ListItemText primary={t('agents.picker.auto')} secondary={t('agents.picker.autoHint')} />
        </MenuItem>
        {agents.map(({ name, title, description }) => (
          <MenuItem key={name} selected={chosen.agent === name} onClick={choose({ mode: 'agent', agent: name })}>
            <ListItemText primary={title} secondary={description} slotProps={{ secondary: { sx: { whiteSpace: 'normal' } } }} />
          </MenuItem>
        ))}
      </Menu>
      {chosen.agent !== undefined && (
        <FormControlLabel
          control={<Switch checked={chosen.mode === 'both'} onChange={(_, both) => onChoose({ ...chosen, mode: both ? 'both' : 'agent' })} />}
          label={t('agents.picker.both')}
          slotProps={{ typography: { variant: 'body2' } }}
        />
      )}
    </>
  );
}
