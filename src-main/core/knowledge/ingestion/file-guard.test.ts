import { expect, it } from 'vitest';
import { createFileGuard } from './file-guard.ts';

const later = (): { promise: Promise<void>; go: () => void } => {
  let go = (): void => undefined;
  const promise = new Promise<void>((resolve) => (go = resolve));
  return { promise, go };
};

it('holds a removal back until everything that arrives has arrived, and new arrivals until it is done', async () => {
  const guard = createFileGuard();
  const order: string[] = [];
  const [first, second, removal] = [later(), later(), later()];
  const adding = [first, second].map(({ promise }, n) => guard.adding('t', () => promise.then(() => void order.push(`added ${n}`))));
  const removing = guard.removing('t', async () => {
    order.push('removing');
    await removal.promise;
    order.push('removed');
  });
  first.go();
  await adding[0];
  expect(order).toEqual(['added 0']);
  second.go();
  await adding[1];
  const third = guard.adding('t', async () => void order.push('added 2'));
  await guard.adding('other', async () => void order.push('other plant'));
  removal.go();
  await Promise.all([removing, third]);
  expect(order).toEqual(['added 0', 'added 1', 'removing', 'other plant', 'removed', 'added 2']);
});

it('goes on after a failure and tells the one who asked', async () => {
  const guard = createFileGuard();
  await expect(guard.removing('t', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
  await expect(guard.adding('t', () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  await guard.removing('t', async () => undefined);
});
