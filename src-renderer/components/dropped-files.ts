/** A file picked or dropped; `name` has the folder before it where it came in one. */
export interface DroppedFile {
  file: File;
  name: string;
}

/** Files the operating system puts into folders for itself. */
const NOT_MEANT = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i;

const meant = ({ file }: DroppedFile): boolean => !NOT_MEANT.test(file.name);

/** Files from an `<input type=file>`, folders included. */
export function pickedFiles(list: FileList | null): DroppedFile[] {
  return [...(list ?? [])].map((file) => ({ file, name: file.webkitRelativePath || file.name })).filter(meant);
}

/**
 * Files from a drop; folders are walked through. Must be called within the drop event, since the browser forgets the items
 * afterwards.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files].map((file) => ({ file, name: file.name }));
  if (entries.every((entry) => entry === null)) return plain.filter(meant);
  const found = await Promise.all(entries.flatMap((entry) => (entry === null ? [] : [walk(entry)])));
  return found.flat().filter(meant);
}

async function walk(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, '') }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const children = await readAll(entry.createReader());
  return (await Promise.all(children.map(walk))).flat();
}

/** A reader gives a folder in pieces of about a hundred, until it gives none. */
async function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}
