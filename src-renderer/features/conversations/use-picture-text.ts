import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { toFailure } from '#renderer/client/failure.ts';
import { useStore } from '#renderer/client/store.ts';
import { formatNumber } from '#renderer/components/format.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import { drafts, keepDraft } from './drafts.ts';
import { droppedPictures } from './dropped-pictures.ts';
import { smallEnough } from './picture-files.ts';

export interface PictureText {
  /** The picture that is being read; null for none. */
  reading: string | null;
  /** What came of the last one, in a sentence. */
  note: { failed: boolean; text: string } | null;
  read(files: readonly File[]): void;
  stop(): void;
  /** The question was sent: nothing more is to be said. */
  forget(): void;
}

/** Puts what stands on pictures into the question, where its writer can correct it; the pictures are not kept. */
export function usePictureText(conversation: string): PictureText {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const sentenceOf = useFailureSentence();
  const [reading, setReading] = useState<string | null>(null);
  const [note, setNote] = useState<PictureText['note']>(null);
  const stopper = useRef<AbortController | null>(null);
  const dropped = useStore(droppedPictures);

  async function readOne(file: File, signal: AbortSignal): Promise<void> {
    const { name } = file;
    setReading(name);
    const found = await client.recognition.read({ filename: name, bytes: await smallEnough(file) }, { signal });
    if (found.lines.length === 0) return setNote({ failed: true, text: t('ask.picture.nothing', { name }) });
    const before = drafts.get().get(conversation) ?? '';
    const text = [t('ask.picture.heading', { name }), ...found.lines.map((line) => line.text)].join('\n');
    keepDraft(conversation, before.trim() === '' ? `${text}\n\n` : `${before.trimEnd()}\n\n${text}\n`);
    setNote({ failed: false, text: t('ask.picture.done', { name, percent: formatNumber(Math.floor(found.confidence * 100), i18n.language) }) });
  }

  async function readAll(files: readonly File[]): Promise<void> {
    stopper.current?.abort();
    const own = new AbortController();
    stopper.current = own;
    setNote(null);
    for (const file of files) {
      try {
        await readOne(file, own.signal);
      } catch (thrown) {
        if (own.signal.aborted) return;
        setNote({ failed: true, text: t('ask.picture.failed', { name: file.name, reason: sentenceOf(toFailure(thrown)) }) });
      }
    }
    if (stopper.current === own) setReading(null);
  }

  const take = useEffectEvent((files: readonly File[]) => void readAll(files));
  useEffect(() => {
    if (dropped.length === 0) return;
    droppedPictures.set([]);
    take(dropped);
  }, [dropped]);
  useEffect(() => () => stopper.current?.abort(), []);

  return {
    reading,
    note,
    read: (files) => void readAll(files),
    stop() {
      stopper.current?.abort();
      setReading(null);
    },
    forget: () => setNote(null),
  };
}
