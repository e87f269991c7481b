import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createPipelineStandIn, TOKENS } from '#test/support/transport-pipeline-stand-in.ts';
import { serverSentEvents, startTestServer } from '#test/support/transport-faces.ts';

const standIn = createPipelineStandIn();
const server = await startTestServer(standIn.pipeline, { limits: { uploadIdleMs: 200, uploadBytes: 9_000_000 } });

afterAll(() => server.close());
beforeEach(() => void standIn.stored.splice(0));

interface UploadAnswer {
  document?: { filename: string };
  duplicate?: boolean;
  documents: ({ document: { filename: string }; duplicate: boolean } | { filename: string; error: { code: string; message: string } })[];
}

function formOf(...files: [name: string, content: string | Buffer<ArrayBuffer>][]): FormData {
  const form = new FormData();
  for (const [name, content] of files) form.append('file', new Blob([content]), name);
  return form;
}

const post = (path: string, form: FormData, token: string | null = TOKENS.user) =>
  fetch(`${server.address.url}/v1${path}`, { method: 'POST', headers: token === null ? {} : { authorization: `Bearer ${token}` }, body: form });

describe('POST /v1/documents/upload', () => {
  test('takes one file and answers 202 with its document', async () => {
    const answer = await post('/documents/upload', formOf(['pump.pdf', '%PDF']));
    expect(answer.status).toBe(202);
    const body = (await answer.json()) as UploadAnswer;
    expect(body.document?.filename).toBe('pump.pdf');
    expect(body.duplicate).toBe(false);
    expect(body.documents).toHaveLength(1);
    expect(standIn.stored[0]?.bytes.toString()).toBe('%PDF');
  });

  test('passes large files on whole and in pieces', async () => {
    const bytes = randomBytes(8_000_000);
    const answer = await post('/documents/upload', formOf(['large.bin', bytes]));
    expect(answer.status).toBe(202);
    const stored = standIn.stored[0]?.bytes ?? Buffer.alloc(0);
    expect(createHash('sha256').update(stored).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('keeps names as they are written, whatever the alphabet, and drops folders from them', async () => {
    for (const name of ['Förderhöhe über 10 m.pdf', 'насос.docx', '圧力.xlsx']) await post('/documents/upload', formOf([name, 'x']));
    await post('/documents/upload', formOf(['../../etc/passwd', 'x']));
    expect(standIn.stored.map(({ filename }) => filename)).toEqual(['Förderhöhe über 10 m.pdf', 'насос.docx', '圧力.xlsx', 'passwd']);
  });

  test('fields that stand before a file count for it', async () => {
    const form = new FormData();
    form.append('label', 'confidential');
    form.append('tags', 'pump, spare');
    form.append('tags', 'P-101');
    form.append('file', new Blob(['x']), 'a.txt');
    expect((await post('/documents/upload', form)).status).toBe(202);
    expect(standIn.stored[0]).toMatchObject({ label: 'confidential', tags: ['pump', 'spare', 'P-101'] });
  });

  test('several files are several documents; a refused one does not stop the rest', async () => {
    const answer = await post('/documents/upload', formOf(['a.txt', 'a'], ['empty.txt', ''], ['c.txt', 'c']));
    expect(answer.status).toBe(202);
    const { documents } = (await answer.json()) as UploadAnswer;
    expect(documents).toMatchObject([{ document: { filename: 'a.txt' } }, { filename: 'empty.txt', error: { code: 'FILE_EMPTY' } }, { document: { filename: 'c.txt' } }]);
    expect(standIn.stored.map(({ filename }) => filename)).toEqual(['a.txt', 'c.txt']);
  });

  test('one refused file alone is an error like any other', async () => {
    const answer = await post('/documents/upload', formOf(['empty.txt', '']));
    expect([answer.status, await answer.json()]).toMatchObject([422, { error: { code: 'FILE_EMPTY' } }]);
  });

  test('a file over the limit is refused and nothing of it is kept', async () => {
    const answer = await post('/documents/upload', formOf(['huge.bin', Buffer.alloc(9_500_000)]));
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: { code: 'FILE_TOO_LARGE' } }]);
    expect(standIn.stored).toEqual([]);
  });

  test.each([
    [null, 401, 'UNAUTHENTICATED'],
    [TOKENS.ended, 401, 'SESSION_EXPIRED'],
    [TOKENS.viewer, 403, 'FORBIDDEN'],
  ])('who may not upload (%s) is told so once, and no byte is kept', async (token, status, code) => {
    const answer = await post('/documents/upload', formOf(['a.txt', 'a'], ['b.txt', 'b']), token);
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: { code } }]);
    expect(standIn.stored).toEqual([]);
  });

  test('a form without a file is an invalid input, and to a stranger just no session', async () => {
    expect((await post('/documents/upload', formOf())).status).toBe(400);
    expect((await post('/documents/upload', formOf(), null)).status).toBe(401);
  });

  test('a form where none is taken is refused', async () => {
    expect((await post('/search', formOf(['a.txt', 'a']))).status).toBe(400);
  });

  test('a field cannot stand in for the file', async () => {
    const form = new FormData();
    form.append('content', 'x');
    form.append('filename', 'x');
    expect((await post('/documents/upload', form)).status).toBe(400);
  });

  const head = (length: number) =>
    [
      'POST /v1/documents/upload HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${TOKENS.user}`,
      'content-type: multipart/form-data; boundary=X',
      `content-length: ${length}`,
      '',
      '--X\r\ncontent-disposition: form-data; name="file"; filename="half.txt"\r\ncontent-type: text/plain\r\n\r\nhalf of it',
    ].join('\r\n');

  test('a sender that stops in the middle is cut off, the call ends and nothing is kept', async () => {
    standIn.records.length = 0;
    const socket = connect(server.address.port, '127.0.0.1');
    socket.write(head(10_000));
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await standIn.ended('documents.upload')).outcome).toBe('invalid');
    expect(standIn.stored).toEqual([]);
    socket.destroy();
  });

  test('a sender that goes away is recorded, and nothing is kept', async () => {
    standIn.records.length = 0;
    const socket = connect(server.address.port, '127.0.0.1');
    socket.write(head(10_000), () => socket.destroy());
    expect((await standIn.ended('documents.upload')).outcome).toBe('cancelled');
    expect(standIn.stored).toEqual([]);
  });

  test('a form that ends without its boundary is refused and nothing is kept', async () => {
    const body = head(0).split('\r\n\r\n').slice(1).join('\r\n\r\n');
    const answer = await fetch(`${server.address.url}/v1/documents/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKENS.user}`, 'content-type': 'multipart/form-data; boundary=X' },
      body,
    });
    expect(answer.status).toBe(400);
    expect(standIn.stored).toEqual([]);
  });
});

describe('POST /v1/models/import', () => {
  test('reports progress as events while it takes the file', async () => {
    const answer = await post('/models/import', formOf(['tiny.gguf', 'GGUF']), TOKENS.admin);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events: unknown[] = [];
    for await (const event of serverSentEvents(answer)) events.push(event);
    expect(events).toEqual([{ type: 'progress', stage: 'copying', progress: 4 }]);
  });

  test('is refused to those who may not, before the file is read', async () => {
    const answer = await post('/models/import', formOf(['tiny.gguf', Buffer.alloc(8_000_000)]), TOKENS.user);
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: 'FORBIDDEN' } }]);
  });
});
