import ChevronLeft from '@mui/icons-material/KeyboardArrowUpOutlined';
import ChevronRight from '@mui/icons-material/KeyboardArrowDownOutlined';
import FitScreen from '@mui/icons-material/FitScreenOutlined';
import ZoomIn from '@mui/icons-material/ZoomInOutlined';
import ZoomOut from '@mui/icons-material/ZoomOutOutlined';
import { Button, IconButton, InputBase, Stack, Tooltip, Typography } from '@mui/material';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STEP = 1.25;
const SMALLEST = 0.4;
const LARGEST = 5;

interface Props {
  page: number;
  pages: number;
  zoom: number;
  /** The page of the cited passage, if there is one. */
  cited: number | null;
  onPage: (page: number) => void;
  onZoom: (zoom: number) => void;
}

export function PdfToolbar({ page, pages, zoom, cited, onPage, onZoom }: Props) {
  const { t } = useTranslation();
  const press = (name: string, icon: React.ReactNode, act: () => void, disabled = false) => (
    <Tooltip title={name}>
      <span>
        <IconButton size="small" aria-label={name} disabled={disabled} onClick={act}>
          {icon}
        </IconButton>
      </span>
    </Tooltip>
  );
  return (
    <Stack direction="row" role="toolbar" aria-label={t('viewer.view')} sx={({ tokens }) => ({ alignItems: 'center', gap: 0.5, paddingInline: 1, borderBottom: `1px solid ${tokens.line}`, backgroundColor: tokens.surface })}>
      {press(t('viewer.previous'), <ChevronLeft />, () => onPage(page - 1), page <= 1)}
      {press(t('viewer.next'), <ChevronRight />, () => onPage(page + 1), page >= pages)}
      <PageBox page={page} pages={pages} onPage={onPage} />
      <Typography variant="body2" color="textSecondary" noWrap sx={{ flex: '1 0 auto' }}>
        {pages > 0 && t('viewer.of', { pages })}
      </Typography>
      {cited !== null && pages > 0 && (
        <Button size="small" sx={{ minWidth: 0 }} onClick={() => onPage(cited)}>
          <Typography component="span" variant="button" noWrap>
            {t('viewer.toPassage')}
          </Typography>
        </Button>
      )}
      {press(t('viewer.zoomOut'), <ZoomOut />, () => onZoom(Math.max(SMALLEST, zoom / STEP)))}
      {press(t('viewer.fit'), <FitScreen />, () => onZoom(1))}
      {press(t('viewer.zoomIn'), <ZoomIn />, () => onZoom(Math.min(LARGEST, zoom * STEP)))}
    </Stack>
  );
}

function PageBox({ page, pages, onPage }: Pick<Props, 'page' | 'pages' | 'onPage'>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(String(page));
  useEffect(() => setTyped(String(page)), [page]);
  const press = (event: KeyboardEvent) => {
    const wanted = Number(typed);
    if (event.key === 'Enter' && Number.isInteger(wanted) && wanted >= 1 && wanted <= pages) onPage(wanted);
  };
  return (
    <InputBase
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={press}
      onBlur={() => setTyped(String(page))}
      slotProps={{ input: { 'aria-label': t('viewer.page'), inputMode: 'numeric' } }}
      sx={({ tokens }) => ({ width: '4em', paddingInline: 1, border: `1px solid ${tokens.strongLine}`, borderRadius: 1, '& input': { textAlign: 'end', padding: '2px 0' } })}
    />
  );
}
