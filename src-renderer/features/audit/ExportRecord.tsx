import { Button, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import { saveText } from '#renderer/components/save-file.ts';

/** The whole record as a file of each format, with an anchor of its end beside it. */
export function ExportRecord() {
  const { t } = useTranslation();
  const client = useClient();
  const sentence = useFailureSentence();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(format: ExportFormat): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setProgress({ done: 0, total: 0 });
    try {
      const parts: string[] = [];
      for await (const event of await client.audit.export({ format }, { signal: controller.signal })) {
        if (event.type === 'text') {
          parts.push(event.text);
          setProgress({ done: event.done, total: event.total });
        } else if (event.anchor !== null) saveText(`millwright-audit.${format}.anchor`, [JSON.stringify(event.anchor, null, 2)]);
      }
      saveText(`millwright-audit.${format}`, parts);
    } catch (failure) {
      if (!controller.signal.aborted) showToast({ state: 'failed', text: sentence(failure) });
    } finally {
      setProgress(null);
    }
  }

  if (progress === null) {
    return EXPORT_FORMATS.map((format) => (
      <Button key={format} onClick={() => void run(format)}>
        {t('admin.audit.export', { format: format.toUpperCase() })}
      </Button>
    ));
  }
  return (
    <>
      <Typography variant="body2" role="status">
        {t('admin.audit.progress', progress)}
      </Typography>
      <Button onClick={() => running.current?.abort()}>{t('common.cancel')}</Button>
    </>
  );
}
