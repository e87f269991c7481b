import { expect, test } from 'vitest';
import { forwardEvents } from './forward-events.ts';

/** A stream that says how it ended, as a call of the pipeline records it. */
function recordedStream(signal: AbortSignal) {
  const ends: string[] = [];
  async function* events() {
    let end = 'left';
    try {
      for (let n = 0; n < 3; n += 1) {
        if (signal.aborted) throw new Error('cancelled');
        yield n;
      }
      end = 'ok';
    } catch (error) {
      end = String(error);
      throw error;
    } finally {
      ends.push(end);
    }
  }
  return { events: events(), ends };
}

test('events come through in order and the end is the end', async () => {
  const { events, ends } = recordedStream(new AbortController().signal);
  const seen: unknown[] = [];
  for await (const event of forwardEvents(events, { leave: () => undefined })) seen.push(event);
  expect(seen).toEqual([0, 1, 2]);
  expect(ends).toEqual(['ok']);
});

test('a reader who leaves in the middle ends the stream', async () => {
  const { events, ends } = recordedStream(new AbortController().signal);
  for await (const event of forwardEvents(events, { leave: () => undefined })) if (event === 1) break;
  expect(ends).toEqual(['left']);
});

test('a reader who leaves before the first event still brings the call to its end, as cancelled', async () => {
  const leaving = new AbortController();
  const { events, ends } = recordedStream(leaving.signal);
  await forwardEvents(events, { leave: () => leaving.abort() }).return?.();
  expect(ends).toEqual(['Error: cancelled']);
});

test('an error is mapped on its way out', async () => {
  const leaving = new AbortController();
  leaving.abort();
  const { events } = recordedStream(leaving.signal);
  const forwarded = forwardEvents(events, { leave: () => undefined, mapError: () => new Error('public') });
  await expect(forwarded.next()).rejects.toThrow('public');
});
