import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  bcmap: 'application/octet-stream',
  pfb: 'application/octet-stream',
  icc: 'application/octet-stream',
  ttf: 'font/ttf',
};

export interface ServedFile {
  path: string;
  type: string;
}

/** Every file a page may ask for, by its address. Nothing outside of the table can be named, however the address is written. */
export interface FileTable {
  /** The file at a URL's path, or undefined. `/` stands for `/index.html`, in subfolders too. */
  at(pathname: string): ServedFile | undefined;
  readonly size: number;
}

/** Lists a folder once. Links, and files of a kind that no page uses, are left out. */
export async function createFileTable(folder: string): Promise<FileTable> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, ServedFile>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[entry.name.split('.').at(-1) ?? ''];
    if (type !== undefined) files.set(`/${relative(folder, path).split(sep).join('/')}`, { path, type });
  }
  return {
    at: (pathname) => files.get(pathname.endsWith('/') ? `${pathname}index.html` : pathname),
    size: files.size,
  };
}
