import type { DocumentPart } from '#core/ports/document-reader.ts';

/** Told how much of a file was read, 0..1. */
export type Progress = (fraction: number) => void;

/** Where a reader puts what it has read, with the title as far as it is known. `onParts` resolves when there is room for more. */
export interface ReadSink {
  onProgress: Progress;
  onParts(parts: readonly DocumentPart[], title: string | null): Promise<void>;
}
