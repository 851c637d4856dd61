import type { EpochMs } from '../bars/bars';
import {
  formatBps,
  formatCount,
  formatDay,
  formatMoney,
  formatNumber,
  formatPercent,
  formatUtcMinute,
  missing,
} from '../format';
import { describeMeaning, findLabel } from '../labels/find-label';
import { dayMs } from '../metrics/risk';
import { minAnnualDays } from '../metrics/risk-metrics';
import { classificationMetrics, performanceMetrics } from '../metrics/list';
import { explainFigure, formatFigure, showFigure } from '../metrics/metric';
import type { Estimate } from '../metrics/statistics';
import type { DatasetInfo, ModelInfo } from '../library';
import type { TradingSettings } from '../trading/settings';
import type { Examination, Findings } from './evidence';
import { describeFeatures, describeMarkets } from './report-model';
import { escapeHtml, lineChart, paragraph, section, table } from './report-parts';
import type { TrialRow } from './trial-statistics';
import type { Verdict } from './verdict';

/** All that a report tells; the JSON beside the page is this. */
interface Report {
  readonly format: 'tabquant-report';
  /** Version of the program, and the commit that it was built from. */
  readonly program: string;
  readonly madeAt: EpochMs;
  readonly verdict: Verdict;
  readonly model: ModelInfo;
  readonly dataset: DatasetInfo;
  readonly settings: TradingSettings;
  readonly findings: Findings;
  readonly examination: Partial<Examination>;
  /** Every try on these bars. */
  readonly trials: readonly TrialRow[];
}

/** Returns a report as JSON; what is not a number, or infinite, is null. */
export function writeReportJson(report: Report): string {
  return JSON.stringify(
    report,
    (_key, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    1,
  );
}

/** Returns a report as one HTML file that needs nothing from elsewhere, and runs nothing. */
export function writeReportPage(report: Report): string {
  const { verdict, model, dataset, findings, program, madeAt } = report;
  const label = findLabel(model.label);
  const title = `${model.name} on ${dataset.name}`;
  const days = formatCount(findings.evidence.days);
  const period = `${formatDay(findings.from)} to ${formatDay(findings.to)}`;
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>` +
    `<header class="${verdict.tone}"><h1>${escapeHtml(verdict.headline)}</h1>${paragraph(verdict.sentence)}</header>` +
    paragraph(`${title}: ${days} days out of sample, ${period}. ${nameSource(findings)}`) +
    paragraph(
      `Label, ${formatCount(model.horizonBars)} bars ahead: ${label.title}. ${describeMeaning(label)} A “rise” below is a bar with label 1.`,
    ) +
    [
      describeEvidence(report),
      describeEquity(report),
      describeScores(report),
      describeMarkets(model),
      describeMoney(report),
      ...describeExamination(report),
      describePeriods(report),
      describeTrials(report),
      describeSetup(report),
    ].join('') +
    `<footer>${paragraph(`Made by ${program} at ${formatUtcMinute(madeAt)} UTC, in a browser, from data that did not leave it. Education, not advice.`)}</footer>` +
    `</main></body></html>`
  );
}

const style =
  'body{margin:0;background:#fff;color:#16181d;font:15px/1.5 system-ui,sans-serif}main{max-width:820px;margin:0 auto;padding:32px 20px}' +
  'h1{margin:0;font-size:28px}h2{margin:36px 0 4px;font-size:19px}p{margin:4px 0;color:#4a4f5a}header{padding:18px 22px;border:1px solid #ddd;border-radius:10px}' +
  '.good h1{color:#00803a}.bad h1{color:#c4143f}table{width:100%;margin:10px 0;border-collapse:collapse;font-variant-numeric:tabular-nums}' +
  'caption{text-align:left;color:#6b7180;font-size:13px}th,td{padding:4px 8px;border-bottom:1px solid #e6e8ec;text-align:right;vertical-align:top}' +
  'th:first-child{text-align:left;font-weight:500}figure{margin:10px 0}svg{width:100%;font-size:12px;fill:#6b7180}path{stroke-width:1.5}' +
  'figcaption{color:#6b7180;font-size:13px}i{display:inline-block;width:12px;height:3px;margin:0 6px 3px 10px}pre{overflow:auto;font-size:12px}@media print{section{break-inside:avoid}}';

function nameSource({ source }: Findings): string {
  return source === 'walk-forward'
    ? 'They are the joined test blocks of a walk-forward: each was traded by a model that was trained before it.'
    : 'Neither training nor the choice when to stop saw them.';
}

const money = (value: number) => formatMoney(value, { isSigned: true });
const three = (value: number) => formatNumber(value, { digits: 3 });
const one = (value: number) => formatNumber(value, { digits: 1 });
const share = (value: number) => formatPercent(value, { digits: 1 });

function showInterval({ ci: [low, high] }: Estimate, format: (value: number) => string): string {
  return Number.isFinite(low) ? `${format(low)} to ${format(high)}` : missing;
}

function row(name: string, estimate: Estimate, format: (value: number) => string): string[] {
  return [name, format(estimate.value), showInterval(estimate, format)];
}

function describeEvidence({ findings: { evidence, inference, sharpe } }: Report): string {
  const isLong = sharpe.days >= minAnnualDays;
  return section(
    'What the verdict stands on',
    'With the 95% interval of each figure, from a stationary bootstrap over days.',
    table(
      'Evidence',
      ['Figure', 'Value', '95% interval'],
      [
        row('AUC', evidence.auc, three),
        row('Skill against a constant guess', evidence.skill, (value) => formatPercent(value)),
        row('Net P/L', evidence.pnl, money),
        row('Break-even cost a side', evidence.breakEvenBps, (value) => formatBps(value)),
        row('Win rate', inference.winRate, share),
        ...(isLong ? [row('Sharpe ratio, annual', evidence.sharpe, one)] : []),
        ['More than luck, as the only try', share(sharpe.probabilistic), ''],
        [
          `More than luck, after ${formatCount(evidence.trials)} tries`,
          share(evidence.deflatedSharpe),
          '',
        ],
        [
          'Minimum track record for such a Sharpe ratio, days',
          showDays(evidence.minTrackRecordDays),
          '',
        ],
      ],
    ),
  );
}

function showDays(days: number): string {
  return Number.isFinite(days) ? formatCount(Math.ceil(days)) : missing;
}

function describeEquity({ findings: { daily, dailyEquity } }: Report): string {
  const last = daily.from + (dailyEquity.length - 1) * dayMs;
  return section(
    'Equity',
    'At the end of each day out of sample, net of all costs.',
    lineChart({
      label: 'Equity by day',
      lines: [{ name: 'Equity', values: dailyEquity, color: '#00803a' }],
      ends: [formatDay(daily.from), formatDay(last)],
      format: (value) => formatMoney(value),
    }),
  );
}

function describeScores({ findings: { classification } }: Report): string {
  return section(
    'Does it tell rises from falls?',
    'How well probabilities order and match what came.',
    table(
      'Scores',
      ['Figure', 'Value', 'What it is'],
      classificationMetrics.map((metric) => [
        metric.label,
        formatFigure(metric, classification[metric.name as 'auc']),
        explainFigure(metric),
      ]),
    ),
  );
}

function describeMoney({ findings: { performance } }: Report): string {
  return section(
    'Does it pay?',
    'An account that trades every out-of-sample bar.',
    table(
      'Performance',
      ['Figure', 'Value', 'What it is'],
      performanceMetrics.map((metric) => [
        metric.label,
        showFigure(metric, performance[metric.name as 'pnl'], performance).text,
        explainFigure(metric),
      ]),
    ),
  );
}

function describeExamination({ examination }: Report): readonly string[] {
  const { costs, placebos, holdings, baselines, regimes, autopsy } = examination;
  return [
    costs &&
      section(
        'Costs',
        `It breaks even at ${formatBps(costs.breakEvenBps.value)} a side and pays ${formatBps(costs.paidBps)}; the capital is traded ${one(costs.turnoverPerDay)} times a day.`,
        lineChart({
          label: 'Net P/L by fee',
          lines: [{ name: 'Net P/L', values: costs.curve.map(({ pnl }) => pnl), color: '#7a3bb5' }],
          ends: ['free', formatBps(costs.curve.at(-1)?.feeBps ?? NaN)],
          format: money,
        }),
        table(
          'By costs',
          ['Costs', 'Net P/L'],
          [
            ...costs.presets.map(({ label = '', pnl }) => [label, money(pnl)]),
            ...costs.slippage.map(({ slippageBps, pnl }) => [
              `Slippage ${formatBps(slippageBps)}`,
              money(pnl),
            ]),
            ...costs.latency.map(({ bars, pnl }) => [
              `${bars} ${bars === 1 ? 'bar' : 'bars'} late`,
              money(pnl),
            ]),
          ],
        ),
      ),
    placebos &&
      section(
        'Placebo tests',
        'What the same trades or the same signal would have earned without knowledge.',
        table(
          'Placebos',
          ['Test', 'Observed', 'Random, 95%', 'p'],
          placebos.map(({ label, observed, null: { low, high }, p }) => [
            label,
            money(observed),
            `${money(low)} to ${money(high)}`,
            three(p),
          ]),
        ),
        table(
          'Holding',
          ['Instead', 'P/L', 'Difference'],
          holdings?.holdings.map(({ label, pnl, difference }) => [
            label,
            money(pnl),
            money(difference),
          ]) ?? [],
        ),
      ),
    baselines &&
      section(
        'Baselines',
        'On the same bars, by the same rules.',
        table(
          'Baselines',
          ['Baseline', 'AUC', 'Model less baseline', 'Skill', 'P/L', 'Trades'],
          baselines.map(({ label, auc, difference, skill, pnlFraction, trades }) => [
            label,
            auc === undefined ? missing : three(auc.value),
            difference === undefined ? missing : showInterval(difference, three),
            formatPercent(skill),
            formatPercent(pnlFraction, { isSigned: true }),
            formatCount(trades),
          ]),
        ),
      ),
    regimes &&
      section(
        'When',
        'Of twenty groups one is outside its interval by chance.',
        ...regimes.map(({ label, regimes: groups }) =>
          table(
            label,
            ['', 'Bars', 'AUC', '95%', 'P/L', '95%'],
            groups.map(({ label: name, bars, auc, pnl }) => [
              name,
              formatCount(bars),
              three(auc.value),
              showInterval(auc, three),
              money(pnl.value),
              showInterval(pnl, money),
            ]),
          ),
        ),
      ),
    autopsy &&
      autopsy.length > 0 &&
      section(
        'How a win rate comes about',
        'From a dashboard that replays its training data free of charge, one rule put right at a time. The network’s own probabilities, before calibration.',
        table(
          'Autopsy',
          ['Step', 'Trades', 'Win rate', 'P/L', 'Sharpe'],
          autopsy.map(({ label, trades, winRate, pnlFraction, sharpe }) => [
            label,
            formatCount(trades),
            share(winRate),
            formatPercent(pnlFraction, { isSigned: true }),
            one(sharpe),
          ]),
        ),
      ),
    describeFeatures(examination),
  ].filter((part): part is string => typeof part === 'string');
}

function describePeriods({ findings: { months, drawdowns } }: Report): string {
  return section(
    'Months and falls',
    'Net returns by month; the deepest falls from a high of the equity.',
    table(
      'Months',
      ['Month', 'Days', 'Return'],
      months.map(({ year, month, days, returnFraction }) => [
        `${year}-${String(month).padStart(2, '0')}`,
        formatCount(days),
        formatPercent(returnFraction, { isSigned: true }),
      ]),
    ),
    table(
      'Drawdowns',
      ['From', 'Lowest', 'Until', 'Depth'],
      drawdowns.map(({ from, lowest, until, depthFraction }) => [
        formatDay(from),
        formatDay(lowest),
        until === undefined ? 'not yet' : formatDay(until),
        formatPercent(depthFraction),
      ]),
    ),
  );
}

function describeTrials({ trials }: Report): string {
  return section(
    'Tries on these bars',
    'Everything that was trained or simulated, whether it is still stored or not; each entry holds the hash of the one before.',
    table(
      'Trials',
      ['What', 'When, UTC', 'AUC', 'Net return', 'Hash'],
      trials.map(({ name, at, auc, netReturn, hash }) => [
        name,
        formatUtcMinute(at),
        three(auc),
        formatPercent(netReturn, { isSigned: true }),
        hash.slice(0, 12),
      ]),
    ),
  );
}

function describeSetup({ model, dataset, settings }: Report): string {
  const { spec, options, features, label, horizonBars, scaler, split, backend, workers } = model;
  const sources = dataset.sources.map(({ name, sha256 }) => ({ name, sha256 }));
  const setup = {
    dataset: { id: dataset.id, bars: dataset.bars, sources },
    model: {
      id: model.id,
      datasetId: model.datasetId,
      spec,
      options,
      features,
      label,
      horizonBars,
      split,
    },
    computation: { backend: backend.label, workers },
    scaler,
    calibration: model.calibration,
    settings,
  };
  const text = JSON.stringify(setup, undefined, 1);
  return section(
    'Configuration',
    'All that decides the result; ids of datasets are SHA-256 of their bars.',
    `<pre>${escapeHtml(text)}</pre>`,
  );
}
