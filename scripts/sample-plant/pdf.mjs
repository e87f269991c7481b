import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { markdownToHtml } from './html.mjs';

const PLACES = [process.env.MILLWRIGHT_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** A browser that prints documents to A4 with the number and "Page n of m" at the foot. */
export async function openPrinter() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error('Printing needs a Chromium: install it or name it in MILLWRIGHT_CHROMIUM.');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return {
    close: () => browser.close(),
    async print(document) {
      const page = await browser.newPage();
      await page.setContent(markdownToHtml(document, 'print'));
      const bytes = await page.pdf({
        format: 'A4', printBackground: true, tagged: true, outline: true, displayHeaderFooter: true,
        margin: { top: '22mm', bottom: '20mm', left: '20mm', right: '18mm' },
        headerTemplate: strip(`<span>${document.plant}</span><span>${document.number} ${document.revision}</span>`),
        footerTemplate: strip(`<span>${document.date}</span><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span>`),
      });
      await page.close();
      return withFixedDates(bytes);
    },
  };
}

function strip(content) {
  return `<div style="font:8pt 'Liberation Sans',Arial,sans-serif;color:#46515e;width:100%;margin:0 18mm 0 20mm;display:flex;justify-content:space-between">${content}</div>`;
}

// The date of printing would make every run differ; replacing it by one of the same length keeps all offsets.
function withFixedDates(bytes) {
  const text = bytes.toString('latin1').replace(/\/(CreationDate|ModDate) \(D:\d{14}/g, '/$1 (D:20251101080000');
  return Buffer.from(text, 'latin1');
}
