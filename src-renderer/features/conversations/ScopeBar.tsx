import FilterList from '@mui/icons-material/FilterListOutlined';
import { Box, Button, Chip, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationScope } from '#shared/contract/conversations.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { SCOPE_ID } from './opener-ids.ts';
import { ScopeDialog } from './ScopeDialog.tsx';

interface Props {
  scope: ConversationScope;
  onChange: (scope: ConversationScope) => void;
}

/** What a conversation looks in: everything, or some collections and documents. Said always, since it decides what can be found. */
export function ScopeBar({ scope, onChange }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const documents = useDocuments() ?? [];
  const [choosing, setChoosing] = useState(false);
  const found = useQuery({ queryKey: ['collections', 'list'], queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const collections = found.data?.collections ?? [];
  const names = [
    ...scope.collections.map((id) => ({ id, name: collections.find((each) => each.id === id)?.name ?? id })),
    ...scope.documents.map((id) => ({ id, name: documents.find((each) => each.id === id)?.filename ?? id })),
  ];
  const without = (id: string): ConversationScope => ({ collections: scope.collections.filter((each) => each !== id), documents: scope.documents.filter((each) => each !== id) });
  return (
    <Box sx={{ paddingInline: { xs: 1.5, sm: 3 } }}>
      <Box role="group" aria-label={t('ask.scope.title')} sx={{ maxWidth: 860, marginInline: 'auto', display: 'flex', alignItems: 'center', gap: 1, flexWrap: names.length === 0 ? 'nowrap' : 'wrap' }}>
        <Typography variant="body2" color="textSecondary">
          {names.length === 0 ? t('ask.scope.everything') : t('ask.scope.only')}
        </Typography>
        {names.map(({ id, name }) => (
          <Chip key={id} label={name} aria-label={t('ask.scope.remove', { name })} onClick={() => onChange(without(id))} onDelete={() => onChange(without(id))} slotProps={{ label: { style: { maxWidth: '16rem' } } }} />
        ))}
        <Button id={SCOPE_ID} size="small" sx={{ flex: 'none' }} startIcon={<FilterList />} onClick={() => setChoosing(true)}>
          {t('ask.scope.choose')}
        </Button>
        {choosing && <ScopeDialog scope={scope} collections={collections} documents={documents} onChange={onChange} onClose={() => setChoosing(false)} />}
      </Box>
    </Box>
  );
}
