import { expect, test, vi } from 'vitest';
import { NoticeState, type Notice } from '../../src/state/notices.svelte';

const lasting: Notice = { text: 'A new version', actions: [], isLasting: true };

test('a lasting notice is shown while nothing was done, and returns after what was done', () => {
  const notices = new NoticeState(() => lasting);
  expect(notices.current).toBe(lasting);
  notices.show('Imported');
  expect(notices.current?.text).toBe('Imported');
  notices.dismiss();
  expect(notices.current).toBe(lasting);
});

test('a lasting notice that was dismissed stays away until it says something else', () => {
  let said = lasting;
  const notices = new NoticeState(() => said);
  notices.dismiss();
  expect(notices.current).toBeUndefined();
  said = { ...lasting };
  expect(notices.current).toBe(said);
});

test('the action of a lasting notice runs', () => {
  const run = vi.fn();
  const withAction = { ...lasting, actions: [{ label: 'Reload', run }] };
  const notices = new NoticeState(() => withAction);
  notices.act();
  expect(run).toHaveBeenCalledOnce();
});
