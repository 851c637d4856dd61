import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findCaution } from '../../../../src/core/labels/find-label';
import { TradingChoices } from '../../../../src/state/trading-choices.svelte';
import StrategyPanel from '../../../../src/ui/views/simulate/StrategyPanel.svelte';
import { stubStorage } from '../../../extending/stub-storage';
import { readText, renderMarkup } from '../live/render';

beforeEach(stubStorage);
afterEach(() => {
  vi.unstubAllGlobals();
});

test.each(['direction', 'triple-barrier', 'over-costs'])(
  'strategies that go by a rise are warned where %s is none',
  (label) => {
    const caution = findCaution(label);
    const props = { choices: new TradingChoices(), caution, onChange: () => undefined };
    const markup = renderMarkup(StrategyPanel as never, props);
    expect(markup.includes('role="note"')).toBe(label === 'over-costs');
    if (caution !== undefined) expect(readText(markup)).toContain(caution);
  },
);
