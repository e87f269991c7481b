import { parseXml } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

export interface Relationship {
  /** Last step of the type's address: `slide`, `worksheet`, `notesSlide`. */
  type: string;
  /** Path of the part inside the archive. */
  target: string;
}

/** The relationships of a part by id (ECMA-376 part 2, 9.3). Those to anything outside the file are left out. */
export function readRelationships(archive: ZipArchive, part: string): Map<string, Relationship> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const name = `${folder}_rels/${part.slice(slash + 1)}.rels`;
  const found = new Map<string, Relationship>();
  if (!archive.has(name)) return found;
  parseXml(archive.read(name), {
    open(element, attributes) {
      if (element !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      const type = (attributes['Type'] ?? '').split('/').at(-1) ?? '';
      found.set(attributes['Id'] ?? '', { type, target: resolve(folder, attributes['Target'] ?? '') });
    },
  });
  return found;
}

/** Resolves a target against the part's folder, staying inside the archive. */
function resolve(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '');
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** Title of the file's core properties, or null; a damaged properties part is no reason to refuse a document. */
export function readCoreTitle(archive: ZipArchive): string | null {
  if (!archive.has('docProps/core.xml')) return null;
  let inTitle = false;
  let title = '';
  try {
    parseXml(archive.read('docProps/core.xml'), {
      open: (name) => (inTitle = name === 'title'),
      close: () => (inTitle = false),
      text: (data) => {
        if (inTitle) title += data;
      },
    });
  } catch {
    return null;
  }
  const clean = title.replace(/\s+/g, ' ').trim();
  return clean === '' || /^(untitled|powerpoint presentation|presentation\d*|document\d*|book\d*|slide \d+)$/i.test(clean) ? null : clean;
}
