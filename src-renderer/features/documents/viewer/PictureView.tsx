import { Box } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { useObjectUrl } from '#renderer/components/use-object-url.ts';
import type { Source } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { Highlights } from './Highlights.tsx';
import { usePassagePlace } from './viewer-queries.ts';

const WIDTH = 1_600;

/** The pages of a picture file, the passage marked on the one it stands on. */
export function PictureView({ source, pages, onFailed }: { source: Source; pages: number; onFailed: () => void }) {
  return (
    <Box tabIndex={0} sx={{ flex: 1, minHeight: 0, overflow: 'auto', padding: 2 }}>
      {Array.from({ length: Math.max(1, pages) }, (_, index) => (
        <Picture key={index} source={source} page={index + 1} onFailed={onFailed} />
      ))}
    </Box>
  );
}

function Picture({ source, page, onFailed }: { source: Source; page: number; onFailed: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const place = usePassagePlace(source.documentId, source.span);
  const image = useQuery({ queryKey: ['documents', 'pageImage', source.documentId, page, WIDTH], queryFn: ({ signal }) => client.documents.pageImage({ id: source.documentId, page, width: WIDTH }, { signal }) });
  const address = useObjectUrl(image.data);
  const boxes = place.data?.page === page ? place.data.boxes : null;
  return (
    <Box sx={{ position: 'relative', marginBottom: 2 }}>
      {image.isError && <FailureNotice failure={image.error} onRetry={onFailed} retryLabel={t('viewer.asText')} />}
      {image.isLoading && <Waiting>{t('viewer.drawing', { page })}</Waiting>}
      {address !== null && <Box component="img" src={address} alt={t('viewer.pageLabel', { page })} sx={{ display: 'block', width: '100%', backgroundColor: '#fff' }} />}
      {address !== null && boxes !== null && <Highlights boxes={boxes} drawn exact={source.span} />}
    </Box>
  );
}
