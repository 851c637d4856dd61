import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { contentSecurityPolicy, sendPolicies } from '../../scripts/content-security-policy.mjs';
import { addRuleFrame } from '../../scripts/frame-pages.mjs';
import type { RuleLimits } from '../../src/client/rule-sandbox/run-in-sandbox';
import type { RuleResult } from '../client/browser/own-rule-page';
import { startFileServer, type FileServer } from '../client/url-fetch/file-server';

let pageServer: ViteDevServer;
let other: FileServer;
let base: string;
/** Paths that the page's server was asked for. */
const asked: string[] = [];

// One server for all tests of this file.
test.describe.configure({ mode: 'default' });

/** The sandbox under its own page, which has the policy of the app. */
test.beforeAll(async () => {
  pageServer = await createServer({
    root: resolve(import.meta.dirname, '../..'),
    configFile: false,
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-own-rule',
    plugins: [
      {
        name: 'policies',
        configureServer({ middlewares }) {
          middlewares.use(sendPolicies(contentSecurityPolicy()));
          middlewares.use((request, _response, next) => {
            asked.push(request.url ?? '');
            next();
          });
        },
      },
      addRuleFrame(),
    ],
    server: { port: 0, host: '127.0.0.1', hmr: false, preTransformRequests: false },
    optimizeDeps: { entries: [], noDiscovery: true },
  });
  await pageServer.listen();
  base = pageServer.resolvedUrls?.local[0] ?? '';
  other = await startFileServer();
});
test.afterAll(async () => {
  await other.close();
  await pageServer.close();
});
test.beforeEach(async ({ page }) => {
  await page.goto(`${base}tests/client/browser/own-rule.html`);
  await page.waitForFunction(() => window.runRule !== undefined);
});

function run(page: Page, text: string, limits: Partial<RuleLimits> = {}): Promise<RuleResult> {
  return page.evaluate(
    ([rule, changed]) => {
      if (window.runRule === undefined) throw new Error('the page is not ready');
      return window.runRule(rule, changed);
    },
    [text, limits] as const,
  );
}

async function findProblem(page: Page, text: string, limits?: Partial<RuleLimits>) {
  const result = await run(page, text, limits);
  expect(result.kind).toBe('failed');
  // Whatever the rule does, the page goes on, and the frame is gone.
  expect(await page.evaluate(() => 1 + 1)).toBe(2);
  await expect(page.locator('iframe')).toHaveCount(0);
  return result.kind === 'failed' ? result.problem : { message: '', line: undefined };
}

test('decides at each close, and an account outside has the positions that the rule saw', async ({
  page,
}) => {
  const decided = await run(
    page,
    'return close() > sma(50) ? LONG : { side: "short", confidence: 1 };',
  );
  if (decided.kind !== 'decided') throw new Error(decided.problem.message);
  const { decisions } = decided;
  // The first 59 closes come before the rule sees its 60 bars.
  expect(decisions.slice(0, 59).every((decision) => decision === 0)).toBe(true);
  expect(new Set(decisions.slice(59))).toEqual(new Set([1.5, -2]));
  // This rule says SHORT at the first close that it sees a long position held for 3 bars: had it seen other positions than the
  // account has, some trade would be of another length.
  const turning = await run(
    page,
    `if (position === null) return LONG;
     return position.side === 1 && position.bars === 3 ? SHORT : NEUTRAL;`,
  );
  if (turning.kind !== 'decided') throw new Error(turning.problem.message);
  const trades = await page.evaluate(
    (column) => window.tradeByDecisions?.(column) ?? [],
    turning.decisions,
  );
  const longs = trades.filter(([, , side]) => side === 1);
  expect(longs.length).toBeGreaterThan(10);
  expect(longs.every(([entry, exit]) => exit - entry === 4)).toBe(true);
});

test('a rule without end is stopped, and its loop is named', async ({ page }) => {
  const limits = { silenceMs: 1500 };
  const loop = await findProblem(page, 'const a = 1;\nwhile (true) {}\nreturn LONG;', limits);
  expect(loop).toMatchObject({ line: 2 });
  expect(loop.message).toContain('never ends');
  const pattern =
    'return /^(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab") ? LONG : SHORT;';
  expect((await findProblem(page, pattern, limits)).message).toContain('gave no answer');
});

test('microtasks without end do not outlive the answer', async ({ page }) => {
  const rule = '(function again() { (async () => {})().then(again); })();\nreturn LONG;';
  const result = await run(page, rule, { silenceMs: 1500 });
  // All closes may be decided before the first of them runs.
  expect(['decided', 'failed']).toContain(result.kind);
  await expect(page.locator('iframe')).toHaveCount(0);
});

test('a rule that fills the memory is stopped', async ({ page }) => {
  const limits = { silenceMs: 1500 };
  const arrays = 'const all = [];\nfor (;;) all.push([all.length, {}]);';
  expect(await findProblem(page, arrays, limits)).toMatchObject({ line: 2 });
  const texts = 'let text = "x";\nfor (;;) text += text;';
  expect(await findProblem(page, texts, limits)).toMatchObject({ line: 2 });
  expect((await findProblem(page, 'return "x".repeat(1e9);')).message).toContain('repeat');
  expect((await findProblem(page, 'return new Float64Array(1e9);')).message).toContain(
    'Float64Array',
  );
});

test('the page answers while a rule loops', async ({ page }) => {
  const result = await run(page, 'for (;;) {}', { silenceMs: 1500 });
  // Of the seconds that it loops, which a page that shared its thread would stand still for.
  expect(result.longestPauseMs).toBeLessThan(1500);
});

test('a rule reaches neither network nor storage nor the page', async ({ page }) => {
  const url = `${other.origin}/bars`;
  const attempts = [
    `fetch('${url}')`,
    `new XMLHttpRequest()`,
    `new WebSocket('ws://127.0.0.1:1')`,
    `new EventSource('${url}')`,
    `indexedDB.open('tabquant')`,
    `caches.keys()`,
    `importScripts('${url}')`,
    `new Worker('${url}')`,
    `postMessage('hello')`,
    `parent.postMessage('hello', '*')`,
    `document.cookie`,
    `localStorage.length`,
    `navigator.sendBeacon('${url}')`,
    `new BroadcastChannel('tabquant')`,
    `setTimeout(() => {}, 1)`,
    `queueMicrotask(() => {})`,
    `Date.now()`,
    `performance.now()`,
    `crypto.randomUUID()`,
    `WebAssembly.Memory`,
    `SharedArrayBuffer.length`,
    `Math.random()`,
    `(() => {}).constructor('return this')().fetch('${url}')`,
    `(async () => {}).constructor('return fetch("${url}")')().then`,
    `[].constructor.constructor('return self')().name`,
    `Object.getPrototypeOf(globalThis).addEventListener('message', () => {})`,
  ];
  for (const attempt of attempts) {
    const result = await run(page, `const nothing = 0;\n${attempt};\nreturn LONG;`);
    if (result.kind === 'failed') expect([attempt, result.problem.line]).toEqual([attempt, 2]);
    // An async function starts nothing either: its error is nobody's.
    else expect(attempt).toContain('async');
  }
  // Modules are asked for by syntax, which cannot be taken away: the policy refuses them.
  for (const module of [url, `${base}never-asked-for.js`]) {
    await run(page, `import('${module}');\nreturn LONG;`);
  }
  // Only what arrives at a server counts, since the browser reports refused requests, too.
  expect(asked.filter((path) => path.includes('never-asked-for'))).toEqual([]);
  expect(other.requests).toEqual([]);
});

test('what is left of the global object is the language', async ({ page }) => {
  const { message } = await findProblem(
    page,
    `const names = [];
     for (let holder = globalThis; holder; holder = Object.getPrototypeOf(holder)) {
       if (holder === Object.prototype) break;
       for (const name of Object.getOwnPropertyNames(holder)) {
         if (globalThis[name] !== undefined && /^[a-z]/.test(name)) names.push(name);
       }
     }
     throw new Error([...new Set(names)].sort().join(' '));`,
  );
  expect(message).toMatch(/^constructor globalThis isFinite isNaN parseFloat parseInt, at the bar/);
});

test('a rule changes nothing that other code uses, and keeps nothing between closes', async ({
  page,
}) => {
  const tricks = [
    'Object.prototype.side = 1;',
    'Array.prototype[Symbol.iterator] = () => ({ next: () => ({ done: true }) });',
    'Array.prototype.push = () => 1;',
    'Number.isInteger = () => true;',
    'Object.freeze = (value) => value;',
    'Math.floor = () => 0;',
    'globalThis.kept = 1;',
    'Function.prototype.call = null;',
    'Error.prepareStackTrace = () => "";',
    'RegExp.prototype.exec = () => null;',
    'String.prototype.toLowerCase = () => "long";',
    'sma.kept = 1;',
    'Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())).next = 1;',
    'Object.setPrototypeOf(Array.prototype, null);',
    'Object.defineProperty(Object.prototype, "then", { get() { return 1; } });',
  ];
  for (const trick of tricks) {
    const result = await run(page, `${trick}\nreturn LONG;`);
    expect([trick, result.kind]).toEqual([trick, 'failed']);
    if (result.kind === 'failed') expect([trick, result.problem.line]).toEqual([trick, 1]);
  }
  const legacy = await run(
    page,
    'if (RegExp.$1 === "kept") return LONG;\n/(kept)/.test("kept");\nreturn SHORT;',
  );
  if (legacy.kind !== 'decided') throw new Error(legacy.problem.message);
  expect(new Set(legacy.decisions.slice(59))).toEqual(new Set([-1.5]));
});

test('a rule that throws, or returns what is no decision, is told where', async ({ page }) => {
  const cases: readonly (readonly [string, number | undefined, string])[] = [
    ['const a = 1;\nthrow new Error("no luck");', 2, 'No luck'],
    ['\n\nundefinedName();', 3, 'undefinedName is not defined'],
    ['const a = (1;\nreturn LONG;', 1, ''],
    ['if (true) {\nreturn LONG;', 2, ''],
    ['return NaN;', undefined, 'it returned NaN'],
    ['return "buy";', undefined, 'it returned "buy"'],
    ['return { side: LONG, confidence: 2 };', undefined, 'confidence must be a number from 0 to 1'],
    ['return { get side() { throw new Error("getter"); } };', 1, 'Getter'],
    ['throw null;', undefined, 'threw a value of type object'],
    ['throw { get stack() { throw 1; }, get message() { throw 1; } };', undefined, 'threw'],
    ['const f = () => f();\nreturn f();', 1, 'calls itself without end'],
    ['return close(60) > 0 ? LONG : SHORT;', 1, 'needs 61 bars'],
    ['return close(-1) > 0 ? LONG : SHORT;', 1, 'ago must be a whole number from 0 on'],
    ['\nreturn sma({ valueOf: () => 3 });', 2, 'bars must be a whole number'],
    ['return feature("ret_7");', 1, 'there is no feature "ret_7"'],
    ['return LONG; }); fetch("x"); (function () {', 1, ''],
  ];
  for (const [text, line, message] of cases) {
    const problem = await findProblem(page, text);
    expect([text, problem.line]).toEqual([text, line]);
    expect(problem.message.toLowerCase()).toContain(message.toLowerCase());
  }
});

function ask(page: Page, text: string, rows: readonly number[]) {
  return page.evaluate(
    ([rule, asked]) => {
      if (window.askRule === undefined) throw new Error('the page is not ready');
      return window.askRule(rule, asked);
    },
    [text, rows] as const,
  );
}

test('a rule is asked close by close in one sandbox, as it is over all bars, and another one follows one that was stopped', async ({
  page,
}) => {
  const text = 'return close() > sma(50) ? LONG : { side: SHORT, confidence: 0.8 };';
  const whole = await run(page, text);
  if (whole.kind !== 'decided') throw new Error(whole.problem.message);
  const rows = [100, 101, 102, 250, 399];
  const answers = await ask(page, text, rows);
  expect(answers).toEqual(rows.map((row) => ({ kind: 'decided', decision: whole.decisions[row] })));
  await expect(page.locator('iframe')).toHaveCount(1);

  // It is asked on after a failure, whose line is told each time.
  const [first, second] = await ask(
    page,
    'const a = 1;\nif (hour > 100) return LONG;\nmissing();',
    [100, 101],
  );
  expect(first).toMatchObject({ kind: 'failed', problem: { line: 3 } });
  expect(second).toMatchObject({ kind: 'failed', problem: { line: 3 } });
  const [broken, still] = await ask(page, 'return (LONG;', [100, 101]);
  expect([broken.kind, still.kind]).toEqual(['failed', 'failed']);

  const [stopped] = await ask(page, 'for (;;) {}', [100]);
  expect(stopped).toMatchObject({ kind: 'failed', problem: { line: 1 } });
  // Those of the others are kept; that of the loop is gone.
  await expect(page.locator('iframe')).toHaveCount(3);
  expect(await ask(page, text, [102])).toEqual([answers[2]]);
});

/** What a frame would do that a rule has taken over, given its port and the rows that it was asked about. */
const takenOver: readonly (readonly [string, string])[] = [
  [
    'for (let at = 0; at < 5000; at++) port.postMessage({ kind: "going", done: 1 });',
    'messages of its own',
  ],
  ['port.postMessage({ kind: "done", figures: { sharpe: 9 } });', 'messages of its own'],
  ['port.postMessage({ kind: "done", decisions: new Float64Array(3) });', 'are no decisions'],
  [
    'port.postMessage({ kind: "done", decisions: new Float64Array(rows).fill(9) });',
    'are no decisions',
  ],
  [
    'port.postMessage({ kind: "done", decisions: new Float64Array(rows).fill(NaN) });',
    'are no decisions',
  ],
  ['port.postMessage({ kind: "failed", message: "x".repeat(1e6) });', 'messages of its own'],
];

test('without a network and a frame that is stored it says what is needed', async ({
  page,
  context,
}) => {
  await context.setOffline(true);
  expect((await findProblem(page, 'return LONG;')).message).toBe(
    'Your own rule needs a network until this page has been opened a second time in this browser.',
  );
});

test('whatever a frame sends that has been taken over, only decisions are taken', async ({
  page,
}) => {
  for (const [trick, message] of takenOver) {
    await page.unroute('**/rule-frame.html');
    await page.route('**/rule-frame.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<script>addEventListener('message', ({ ports: [port] }) => {
          port.onmessage = ({ data: { input } }) => {
            if (input === undefined) return;
            const rows = input.range.end - input.range.start;
            ${trick}
          };
          port.postMessage({ kind: 'ready' });
        });</script>`,
      }),
    );
    expect((await findProblem(page, 'return LONG;')).message).toContain(message);
  }
});
