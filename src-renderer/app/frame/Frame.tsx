import { Box, Link as MuiLink, useMediaQuery } from '@mui/material';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { type Source, type SourcePanel, SourcePanelContext } from '#renderer/components/source-panel.tsx';
import { DocumentViewer } from '#renderer/features/documents/viewer/DocumentViewer.tsx';
import { OpeningNotices } from '#renderer/features/openings/OpeningNotices.tsx';
import { RecallNotices } from '#renderer/features/recalls/RecallNotices.tsx';
import { BackgroundLine } from './BackgroundLine.tsx';
import { DropZone } from './DropZone.tsx';
import { Rail } from './Rail.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { TopStrip } from './TopStrip.tsx';
import { usePanelSplit } from './use-panel-split.ts';

/** Everything around a screen: the plant, the way to the others, what works in the background, the source beside. */
export function Frame() {
  const { t } = useTranslation();
  const [source, setSource] = useState<Source | null>(null);
  const panel = useMemo<SourcePanel>(() => ({ current: source, open: setSource, close: () => setSource(null) }), [source]);
  const main = useRef<HTMLElement>(null);
  const sideBySide = useMediaQuery('(min-width: 900px)');
  const split = usePanelSplit(sideBySide);
  return (
    <SourcePanelContext value={panel}>
      <MuiLink
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
        sx={({ tokens }) => ({ position: 'absolute', insetInlineStart: 8, top: -60, zIndex: 2000, padding: 1, backgroundColor: tokens.surface, border: `2px solid ${tokens.focus}`, '&:focus': { top: 8 } })}
      >
        {t('common.skip')}
      </MuiLink>
      <Box sx={{ height: '100%', display: 'flex', flexDirection: 'column' }}>
        <TopStrip />
        <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
          <Rail />
          <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
            <OpeningNotices />
            <RecallNotices />
            <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: sideBySide ? 'row' : 'column' }}>
              <Box component="main" id="main" ref={main} tabIndex={-1} sx={{ flex: 1, minWidth: 0, minHeight: 0, '&:focus-visible': { outline: 'none' } }}>
                <Outlet />
              </Box>
              {source !== null && (
                <>
                  <Box {...split.handle} aria-label={t('frame.sources')} sx={({ tokens }) => ({ flex: 'none', [sideBySide ? 'width' : 'height']: 7, cursor: sideBySide ? 'col-resize' : 'row-resize', backgroundColor: tokens.line, touchAction: 'none', '&:hover': { backgroundColor: tokens.strongLine } })} />
                  <Box component="aside" aria-label={t('frame.sources')} sx={{ flex: 'none', minWidth: 0, minHeight: 0 }} style={{ [sideBySide ? 'width' : 'height']: split.size }}>
                    <DocumentViewer key={source.documentId} source={source} beside onClose={panel.close} />
                  </Box>
                </>
              )}
            </Box>
          </Box>
        </Box>
        <BackgroundLine />
      </Box>
      <DropZone />
      <Shortcuts panel={panel} />
    </SourcePanelContext>
  );
}
