import { Box } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box as PassageBox } from '#shared/contract/passages.ts';
import { palettes } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useNear } from './use-near.ts';
import { useObjectUrl } from './use-object-url.ts';

/** Drawn at twice its size, for screens with fine pixels. */
const WIDTH = 132;
const DRAWN = WIDTH * 2;
const A4 = Math.SQRT2;
const KEPT_MS = 10 * 60_000;

interface Props {
  documentId: string;
  page: number;
  boxes: readonly PassageBox[] | null;
}

/** A page in small with the passage marked; fetched when it comes near the screen. Decoration: the words stand beside it. */
export function PageThumbnail({ documentId, page, boxes }: Props) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const near = useNear(frame);
  const client = useClient();
  const image = useQuery({
    queryKey: ['documents', 'pageImage', documentId, page],
    queryFn: ({ signal }) => client.documents.pageImage({ id: documentId, page, width: DRAWN }, { signal }),
    enabled: near,
    staleTime: KEPT_MS,
    retry: false,
  });
  const address = useObjectUrl(image.data);
  if (image.isError) return null;
  return (
    <Box ref={frame} aria-hidden sx={({ tokens }) => ({ position: 'relative', width: WIDTH, minHeight: address === null ? WIDTH * A4 : 0, flex: 'none', alignSelf: 'flex-start', border: `1px solid ${tokens.line}`, backgroundColor: '#fff' })}>
      {address !== null && <Box component="img" src={address} alt={t('common.page', { page })} sx={{ display: 'block', width: '100%' }} />}
      {address !== null &&
        boxes?.map(([x, y, width, height], index) => (
          <Box
            key={index}
            sx={{ position: 'absolute', backgroundColor: palettes.light.mark, mixBlendMode: 'multiply' }}
            style={{ left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` }}
          />
        ))}
    </Box>
  );
}
