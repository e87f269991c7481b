import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** Found by name: the build bundles its configuration into one file, elsewhere. */
const packageDir = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** What the viewer asks for by name while it draws: Asian character maps, fonts a document did not embed, old image formats. */
const folders = {
  cmaps: /\.bcmap$/,
  standard_fonts: /\.(pfb|ttf)$/,
  wasm: /_nowasm_fallback\.js$/,
};

function files(): [name: string, path: string][] {
  return Object.entries(folders).flatMap(([folder, wanted]) =>
    readdirSync(join(packageDir, folder))
      .filter((name) => wanted.test(name))
      .map((name): [string, string] => [`pdfjs/${folder}/${name}`, join(packageDir, folder, name)]),
  );
}

/** Puts the files that pdf.js loads by name under `pdfjs/`, in the build and in the development server. */
export function pdfjsFiles(): Plugin {
  return {
    name: 'millwright:pdfjs-files',
    generateBundle() {
      for (const [fileName, path] of files()) this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
    },
    configureServer(server) {
      const byAddress = new Map(files().map(([name, path]) => [`/${name}`, path]));
      server.middlewares.use((request, response, next) => {
        const path = byAddress.get((request.url ?? '').split('?')[0] ?? '');
        if (path === undefined) return next();
        response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'application/octet-stream');
        response.end(readFileSync(path));
      });
    },
  };
}
