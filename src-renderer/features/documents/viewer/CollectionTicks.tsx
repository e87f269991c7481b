import { Checkbox, FormControl, FormControlLabel, FormGroup, FormLabel } from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';

/** The collections a document is in, with all its revisions. */
export function CollectionTicks({ document: { id, filename, collections: chosen }, mayManage }: { document: DocumentSummary; mayManage: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(['collections']);
  const queries = useQueryClient();
  const found = useQuery({ queryKey: ['collections', 'list'], queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const collections = found.data?.collections ?? [];
  if (collections.length === 0) return null;
  const assign = (collectionId: string, member: boolean) =>
    action.run(async () => {
      await client.collections.assign({ id: collectionId, [member ? 'add' : 'remove']: [id] });
      await queries.invalidateQueries({ queryKey: ['documents', 'get', id] });
    });
  return (
    <FormControl component="fieldset">
      <FormLabel component="legend">{t('knowledge.collections.of', { name: filename })}</FormLabel>
      <FormGroup row>
        {collections.map(({ id: collectionId, name }) => (
          <FormControlLabel
            key={collectionId}
            disabled={!mayManage || action.pending}
            control={<Checkbox checked={chosen.includes(collectionId)} onChange={(_, checked) => assign(collectionId, checked)} />}
            label={name}
          />
        ))}
      </FormGroup>
    </FormControl>
  );
}
