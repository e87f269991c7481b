import type { DocumentReading, PictureReading } from '#core/knowledge/index.ts';
import { ToolFault } from '#core/tools/tool-kind.ts';
import { builtIn, type BuiltIn, textOf } from './built-in-tool.ts';
import { withinCollections } from './within-collections.ts';

/** Text recognition of a picture or a page, as far as the caller may see it. */
export function pictureTool(pictures: PictureReading, reading: Pick<DocumentReading, 'collectionsNamed'>): BuiltIn {
  return builtIn(
    {
      name: 'ocr',
      description: 'Reads what stands on a picture or a scanned page of a document, line by line, with how sure the reading is.',
      properties: {
        document: { type: 'string', minLength: 1, maxLength: 512, description: 'id or file name' },
        page: { type: 'integer', minimum: 1, description: 'physical page; 1 unless given' },
      },
      required: ['document'],
      // A page takes seconds of a core.
      limits: { seconds: 120, bytes: 262_144, perMinute: 10 },
    },
    async (invocation) => {
      const { arguments: given, call, signal } = invocation;
      const wanted = { document: textOf(given['document']), page: typeof given['page'] === 'number' ? given['page'] : 1, within: await withinCollections(reading, invocation) };
      const read = await pictures.read(call.principal, wanted, signal);
      if (read === null) throw new ToolFault('Text recognition is not installed here.');
      const { label, ...output } = read;
      return { output, label };
    },
  );
}
