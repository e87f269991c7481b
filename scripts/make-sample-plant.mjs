// Makes the binary files of resources/sample-plant from resources/sample-plant/source, and manifest.json from all of them.
// Text documents (.md, .txt, .csv) are their own source. PDFs need a Chromium (MILLWRIGHT_CHROMIUM, else the system's).
// Run: node scripts/make-sample-plant.mjs
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownToDocx } from './sample-plant/docx.mjs';
import { markdownToHtml } from './sample-plant/html.mjs';
import { locate } from './sample-plant/locate.mjs';
import { openPrinter } from './sample-plant/pdf.mjs';
import { readSource } from './sample-plant/source.mjs';
import { sheetsToXlsx } from './sample-plant/xlsx.mjs';

const target = fileURLToPath(new URL('../resources/sample-plant/', import.meta.url));
const source = path.join(target, 'source');
const PLANT = 'Larkfield Juice Works';

const printer = await openPrinter();
try {
  for (const name of (await readdir(source)).sort()) {
    if (name.endsWith('.md')) {
      for (const document of readSource(await readFile(path.join(source, name), 'utf8'))) {
        await writeFile(path.join(target, document.file), await render(document));
      }
    }
  }
} finally {
  await printer.close();
}

const workbook = JSON.parse(await readFile(path.join(source, 'DSC-200.json'), 'utf8'));
await writeFile(path.join(target, workbook.file), sheetsToXlsx(workbook));
await writeManifest();

function render(document) {
  const described = { ...document, plant: PLANT };
  if (document.format === 'pdf') return printer.print(described);
  if (document.format === 'docx') return markdownToDocx(described);
  return markdownToHtml(described, 'export');
}

async function writeManifest() {
  const files = (await readdir(target, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
    .map((entry) => entry.name)
    .sort();
  const asked = JSON.parse(await readFile(path.join(source, 'questions.json'), 'utf8'));
  const questions = [];
  for (const { question, file, quote, answer, also = [], note } of asked) {
    const page = file === null ? null : await locate(path.join(target, file), quote);
    for (const place of also) await locate(path.join(target, place.file), place.quote);
    questions.push({ question, file, page, answer, quote, ...(also.length > 0 ? { also } : {}), ...(note ? { note } : {}) });
  }
  await writeFile(path.join(target, 'manifest.json'), `${JSON.stringify({ plant: PLANT, files, questions }, null, 2)}\n`);
  for (const file of files) process.stdout.write(`${file}\n`);
}
