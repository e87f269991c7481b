import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formBytes } from './form-bytes.ts';

/** Any text but half characters, which no form can hold, and line breaks, which forms write in one way. */
const text = fc.string({ unit: 'grapheme' }).map((some) => some.replaceAll(/[\r\n\0]/g, ' '));

test('a form is read back from its bytes as it was, whatever the names and files', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ name: text, value: text, bytes: fc.option(fc.uint8Array()), filename: text }), { maxLength: 4 }), async (fields) => {
      const form = new FormData();
      for (const { name, value, bytes, filename } of fields) form.append(name, bytes === null ? value : new File([new Uint8Array(bytes)], filename, { type: 'application/pdf' }));
      const sent = formBytes(form);
      const read = await new Response(sent.stream(), { headers: { 'content-type': sent.type } }).formData();
      expect(await plain(read)).toEqual(await plain(form));
    }),
  );
});

const plain = (form: FormData): Promise<unknown[]> =>
  Promise.all([...form].map(async ([name, value]) => [name, typeof value === 'string' ? value : { name: value.name, type: value.type, bytes: [...new Uint8Array(await value.arrayBuffer())] }]));
