import { expect, test } from 'vitest';
import { Commands } from '../../src/state/commands';
import { matchOptions } from '../../src/ui/controls/fields/match-options';

test('commands are those of what is open now, the newest source first, and are found by name and note', () => {
  const commands = new Commands();
  const done: string[] = [];
  const command = (value: string, note: string) => ({ value, note, run: () => done.push(value) });
  let datasets = ['BTC'];
  commands.register(() => [
    command('Open Train', 'View'),
    ...datasets.map((name) => command(`Use ${name}`, 'Dataset')),
  ]);
  const leave = commands.register(() => [command('Start the replay', 'Simulate')]);
  const names = () => commands.list().map(({ value }) => value);
  expect(names()).toEqual(['Start the replay', 'Open Train', 'Use BTC']);
  datasets = ['ETH'];
  leave();
  expect(names()).toEqual(['Open Train', 'Use ETH']);
  matchOptions(commands.list(), 'dataset', 5)[0]?.run();
  expect(done).toEqual(['Use ETH']);
});
