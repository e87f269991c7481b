// One Markdown source may stand for several revisions: `[[B:old|C:new]]` keeps the text of the revision being made.

/** Splits front matter from text and returns one document per file that the source stands for. */
export function readSource(text) {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!match) throw new Error('The source has no front matter.');
  const [, front, body] = match;
  const fields = front.split('\n').map((line) => /^([^:]+): (.*)$/.exec(line).slice(1));
  const plain = Object.fromEntries(fields.filter(([key]) => !key.startsWith('variant ')));
  const variants = fields.filter(([key]) => key.startsWith('variant '));
  if (variants.length === 0) return [{ ...plain, body }];
  return variants.map(([key, value]) => {
    const [file, revision, date] = value.split(' | ');
    return { ...plain, file, revision, date, body: onlyRevision(body, key.slice('variant '.length)) };
  });
}

function onlyRevision(body, revision) {
  return body.replace(/\[\[([A-Z]):([\s\S]*?)\|([A-Z]):([\s\S]*?)\]\]/g, (_, first, a, second, b) => {
    if (revision === first) return a;
    if (revision === second) return b;
    throw new Error(`No text for revision ${revision}.`);
  });
}
