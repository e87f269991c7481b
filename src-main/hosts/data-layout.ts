import { join, resolve } from 'node:path';

/** The parts of a data directory; `docs/data-layout.md` says what each holds. */
export interface DataLayout {
  root: string;
  database: string;
  index: string;
  files: string;
  /** Archives made for somebody to fetch; emptied at the start. */
  exports: string;
  models: string;
  /** What language models have read of conversations; can be deleted at any time. */
  states: string;
  recognition: string;
  /** Where programs that are MCP servers are started, each in a folder of its own. */
  mcp: string;
  /** Keys that sign; readable by the owner alone. */
  keys: string;
  /** The key of this installation, under which small secrets are sealed. */
  key: string;
  log: string;
}

export function dataLayout(dataDirectory: string): DataLayout {
  const root = resolve(dataDirectory);
  return {
    root,
    database: join(root, 'pg'),
    index: join(root, 'index'),
    files: join(root, 'files'),
    exports: join(root, 'exports'),
    models: join(root, 'models'),
    states: join(root, 'states'),
    recognition: join(root, 'recognition'),
    mcp: join(root, 'mcp'),
    keys: join(root, 'keys'),
    key: join(root, 'keys', 'installation.key'),
    log: join(root, 'logs', 'millwright.log'),
  };
}
