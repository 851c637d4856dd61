import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const parsing = {
  object: 'JSON',
  property: 'parse',
  message: 'Use parseJson of src/core/parse-json.ts, which drops __proto__ and the like.',
};

export default ts.config(
  {
    ignores: [
      'dist/',
      'dist-test/',
      'models/kernels/assembly/',
      'src/feeds/formats/csv/assembly/',
      'demo-out/',
      'node_modules/',
      'test-results/',
      '.stryker-tmp/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    // TypeScript checks names itself; the rule knows neither types nor runes.
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['scripts/**', 'bench/**', 'tests/**', '*.config.*'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/**', 'models/**', 'workers/**'],
    rules: { 'no-restricted-properties': ['error', parsing] },
  },
  { files: ['scripts/service-worker.js'], languageOptions: { globals: globals.serviceworker } },
  // The core is pure: the same input gives the same output, on any machine, at any time. `Date.UTC` and
  // `new Date(ms)` are; whatever tells the time of now is not.
  {
    files: ['src/core/**'],
    rules: {
      'no-restricted-globals': ['error', 'performance', 'setTimeout', 'setInterval'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }, parsing],
      // Of `Date`, calendar arithmetic alone: `Date.UTC(...)`, `new Date(ms)` and what it tells in UTC.
      'no-restricted-syntax': [
        'error',
        {
          selector: ':not(NewExpression, MemberExpression) > Identifier[name="Date"]',
          message: 'The core has no clock: only Date.UTC(...) and new Date(ms) are pure.',
        },
        {
          selector: 'MemberExpression[object.name="Date"]:not([property.name="UTC"])',
          message: 'The core has no clock: of Date only Date.UTC(...) is pure.',
        },
        {
          selector: 'NewExpression[callee.name="Date"]:not([arguments.length=1])',
          message:
            'new Date() tells the time of now, and parts of a date are read in the local zone.',
        },
        {
          selector:
            'MemberExpression[property.name=/^((get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds)|getTimezoneOffset|toLocale(Date|Time)String)$/]',
          message: 'This depends on the local zone or language: use the UTC one.',
        },
      ],
    },
  },
);
