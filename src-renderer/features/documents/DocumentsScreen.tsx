import CreateNewFolder from '@mui/icons-material/CreateNewFolderOutlined';
import Description from '@mui/icons-material/DescriptionOutlined';
import UploadFile from '@mui/icons-material/UploadFileOutlined';
import { Stack, TextField, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Label } from '#shared/contract/permissions.ts';
import { useDocuments, useDocumentsState } from '#renderer/client/documents-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { useDebounced } from '#renderer/components/use-debounced.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { countHeaps, heapOf, SHOWN, type Shown } from './document-state.ts';
import { DocumentsTable } from './DocumentsTable.tsx';
import { FailureGroups } from './FailureGroups.tsx';
import { groupFailures } from './failures.ts';
import { LabelSelect } from './LabelSelect.tsx';
import { useRemovedDocuments } from './removed-documents.ts';
import { useUploads, useUploadsState } from './uploads-context.tsx';
import { ManageCollections } from './ManageCollections.tsx';
import { ReadAgain } from './ReadAgain.tsx';
import { UploadsPanel } from './UploadsPanel.tsx';

const TYPING_MS = 150;

/** The plant's documents: what is here, what is on its way, what failed and why. */
export function DocumentsScreen() {
  const { t } = useTranslation();
  const removed = useRemovedDocuments();
  const all = useDocuments();
  const documents = useMemo(() => all?.filter(({ id }) => !removed.has(id)) ?? null, [all, removed]);
  const { stale } = useDocumentsState();
  const { uploads } = useUploadsState();
  const mayUpload = useMay('documents:upload');
  const [shown, setShown] = useState<Shown>('all');
  const [typed, setTyped] = useState('');
  const find = useDebounced(typed.trim().toLocaleLowerCase(), TYPING_MS);
  const counts = useMemo(() => countHeaps(documents ?? []), [documents]);
  const failures = useMemo(() => groupFailures(documents ?? [], uploads), [documents, uploads]);
  const rows = useMemo(() => (documents ?? []).filter((each) => (shown === 'all' || heapOf(each) === shown) && each.filename.toLocaleLowerCase().includes(find)), [documents, shown, find]);
  // Where the buttons stand is known with the list; files chosen at buttons that then move away would be lost.
  const listed = documents !== null && (documents.length > 0 || uploads.length > 0);
  const empty = documents?.length === 0 && uploads.length === 0;

  return (
    <Screen title={t('documents.title')} actions={listed && mayUpload && <AddButtons />}>
      {stale && <Notice state="degraded">{t('documents.lost')}</Notice>}
      <UploadsPanel />
      <FailureGroups groups={failures} />
      {documents === null && <Waiting>{t('common.loading')}</Waiting>}
      {empty && (
        <EmptyState
          icon={<Description aria-hidden sx={{ fontSize: 48, color: 'text.secondary' }} />}
          title={t('documents.empty.title')}
          body={mayUpload ? t('documents.empty.body') : t('documents.empty.viewer')}
          action={mayUpload && <AddButtons />}
        />
      )}
      {documents !== null && documents.length > 0 && (
        <>
          <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
            <ToggleButtonGroup exclusive size="small" value={shown} aria-label={t('documents.column.state')} onChange={(_, chosen: Shown | null) => chosen && setShown(chosen)}>
              {SHOWN.map((each) => (
                <ToggleButton key={each} value={each}>
                  {t(`documents.show.${each}`)} {counts[each]}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
            <TextField value={typed} placeholder={t('documents.find')} onChange={(event) => setTyped(event.target.value)} slotProps={{ htmlInput: { 'aria-label': t('documents.find'), type: 'search' } }} sx={{ flex: '0 1 18rem', marginInlineEnd: 'auto' }} />
            <ManageCollections />
            <ReadAgain document={null} />
          </Stack>
          <DocumentsTable documents={rows} />
        </>
      )}
    </Screen>
  );
}

function AddButtons() {
  const { t } = useTranslation();
  const uploads = useUploads();
  const [label, setLabel] = useState<Label>('internal');
  const mayLabel = useMay('documents:manage');
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', justifyContent: 'center', alignItems: 'center', textAlign: 'start' }}>
      {mayLabel && <LabelSelect name={t('documents.uploads.as')} value={label} onChange={setLabel} visibleName />}
      <FilePick variant="contained" startIcon={<UploadFile />} label={t('documents.addFiles')} onFiles={(files) => uploads.add(files, label)} />
      <FilePick variant="outlined" startIcon={<CreateNewFolder />} folder label={t('documents.addFolder')} onFiles={(files) => uploads.add(files, label)} />
    </Stack>
  );
}
