/**
 * The form fields that stand before a file, as input fields. `tags` may be repeated or hold commas; everything else is taken as
 * text and left to the operation's schema.
 */
export function createUploadFields(): { add(name: string, value: unknown): void; input(): Record<string, unknown> } {
  const fields = new Map<string, unknown>();
  return {
    add(name, value) {
      if (name !== 'tags') return void fields.set(name, value);
      const before = fields.get('tags');
      fields.set('tags', [...(Array.isArray(before) ? before : []), ...splitTags(value)]);
    },
    input() {
      const { filename: _filename, content: _content, ...rest } = Object.fromEntries(fields);
      return rest;
    },
  };
}

function splitTags(value: unknown): string[] {
  return String(value)
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
