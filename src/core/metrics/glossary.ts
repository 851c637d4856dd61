import { classificationMetrics, performanceMetrics } from './list';
import type { Metric } from './metric';

/** What the page says of a figure to whoever asks. */
export type Explanation = Pick<
  Metric<string, never, never>,
  'label' | 'meaning' | 'formula' | 'caution'
>;

type Entry = Omit<Explanation, 'label'>;

/** Figures that no report is made of, by their stable name on the page (`data-metric`). */
const others: Readonly<Record<string, Explanation>> = {
  ...say('Probability', ['probability', 'why-probability'], {
    meaning: 'Probability that the model gives to a rise over its horizon',
    formula: 'squash(logit / temperature + bias), fitted on the validation block',
    caution: 'Of a model that does not rank, it is the share of rises with noise added.',
  }),
  ...say('Confidence', ['confidence'], {
    meaning:
      'How clear the signal is, from 0 to 1: how far the probability is beyond its threshold; of NEUTRAL, how near it is to one',
    formula: 'long (p - L) / (1 - L), short (S - p) / S, neutral 1 - min(L - p, p - S) / (L - S)',
    caution: 'It is not the probability of a gain, and depends on the thresholds that are set.',
  }),
  ...say('Average confidence', ['mean-confidence'], {
    meaning: 'Mean confidence of the recent signals to buy or to sell',
    formula: 'mean of the confidence of the last 20 bars’ LONG and SHORT signals',
    caution: 'Neighbouring signals are nearly the same one; it says nothing of what they earned.',
  }),
  ...say('Position size', ['position-size'], {
    meaning: 'Dollars that an order on this signal is for',
    formula: 'by the sizing rule, at most equity x max leverage',
    caution: 'A signal that comes while a position is open opens nothing.',
  }),
  ...say('Price', ['price'], {
    meaning: 'Close of the newest bar, and its change from the one before',
    formula: 'close / close of the bar before - 1',
    caution: 'An order fills at the next open, with slippage, and not at this price.',
  }),
  ...say('24 h change', ['change-24h'], {
    meaning: 'How much the price moved in the 24 hours up to the newest bar',
    formula: 'close / first open of the 24 hours - 1',
    caution: 'Over a gap it compares what is there, and says nothing of the hours between.',
  }),
  ...say('24 h high', ['high-24h'], {
    meaning: 'Highest price of the 24 hours up to the newest bar',
    formula: 'max(high)',
    caution: 'A single trade can make it; an order need not have filled there.',
  }),
  ...say('24 h low', ['low-24h'], {
    meaning: 'Lowest price of the 24 hours up to the newest bar',
    formula: 'min(low)',
    caution: 'A single trade can make it; an order need not have filled there.',
  }),
  ...say('24 h volume', ['volume-24h'], {
    meaning: 'What was traded in the 24 hours up to the newest bar',
    formula: 'sum of quote volume, or of close x volume where the source does not tell it',
    caution: 'Of one exchange alone; volume can be traded with oneself.',
  }),
  ...say('Half Kelly', ['half-kelly'], {
    meaning: 'Half of the part of the capital that would have grown it fastest',
    formula: '(W - (1 - W) / R) / 2',
    caution: 'It takes past wins and losses for the truth; below some hundred trades it is chance.',
  }),
  ...say('More than luck', ['probabilistic-sharpe'], {
    meaning: 'Probabilistic Sharpe ratio: probability that the true Sharpe ratio is above 0',
    formula: 'Bailey and Lopez de Prado 2012, with autocorrelation, skew and kurtosis',
    caution: 'Only for a single try: the best of many looks good by luck.',
  }),
  ...say('After all tries', ['deflated-sharpe'], {
    meaning:
      'Deflated Sharpe ratio: probability that it is above what the best of so many tries reaches by luck',
    formula: 'Bailey and Lopez de Prado 2014, with the count and variance of the ledger of tries',
    caution: 'It knows the tries of this browser alone, and not those that were made elsewhere.',
  }),
  ...say('Minimum track record', ['min-track-record'], {
    meaning: 'Days after which a Sharpe ratio as high as this would be told from 0',
    formula: 'minimum track record length, Bailey and Lopez de Prado 2012',
    caution: 'It takes the measured ratio for the true one, which is most often lower.',
  }),
  ...say('Overfitting', ['pbo'], {
    meaning: 'How often the best try of one half of the days is below the median in the other half',
    formula: 'combinatorially symmetric cross-validation, Bailey and others 2017',
    caution: 'It takes many tries that differ; of a few, or of copies, it says nothing.',
  }),
  ...say('Independent tries', ['independent-tries'], {
    meaning: 'So many independent tries would vary as much as those in the ledger',
    formula: 'from the correlation of their daily returns',
    caution: 'Tries that were made elsewhere are not in it.',
  }),
  ...say('Luck alone', ['lucky-sharpe'], {
    meaning: 'Sharpe ratio that the best of so many tries without any edge is expected to reach',
    formula: 'expected maximum of as many normal draws, by their spread in the ledger',
    caution: 'With few tries their spread is hardly known.',
  }),
  ...say('Best reachable AUC', ['best-auc'], {
    meaning: 'AUC of the true probability of the sample market, which only its maker knows',
    formula: 'the sample’s own drift, over its last 15% of bars',
    caution: 'A model can come above it by luck on few bars. No real market has such a figure.',
  }),
  ...say('Validation AUC', ['validation-auc', 'best-validation-auc', 'search-score'], {
    meaning: 'How well the model ranks the block by which it was chosen when to stop',
    formula: 'P(p of a rise > p of a fall) on the validation block',
    caution: 'The best of several epochs is picked by it, so it flatters: read the test AUC.',
  }),
  ...say('Training loss', ['loss'], {
    meaning: 'Mean surprise at the labels of the minibatches so far',
    formula: '-mean(y ln p + (1 - y) ln(1 - p)); 0.693 is that of a coin toss',
    caution: 'A network can lower it by learning the bars by heart: watch the validation AUC.',
  }),
  ...say('Epochs', ['epoch', 'epochs'], {
    meaning: 'How often training went through all of its bars',
    formula: 'count; weights are those of the epoch with the best validation AUC',
    caution: 'More are not better: training stops when validation no longer improves.',
  }),
  ...say('Step', ['step'], {
    meaning: 'Minibatches of this epoch that are done',
    formula: 'count',
    caution: 'It tells progress alone, nothing of the model.',
  }),
  ...say('Speed', ['bars-per-second'], {
    meaning: 'Labels that training goes through in a second on this machine',
    formula: 'labels / second',
    caution: 'Other programs and tabs lower it.',
  }),
  ...say('Training time', ['train-seconds'], {
    meaning: 'How long the training took on this machine',
    formula: 'seconds from the first step to the last',
    caution: 'It says nothing of the model.',
  }),
  ...say('Training labels', ['train-labels'], {
    meaning: 'Bars of the training block that have a label and a full window',
    formula: 'count of one epoch',
    caution: 'Neighbouring labels overlap: far fewer are independent.',
  }),
  ...say('Parameters', ['parameters'], {
    meaning: 'Numbers that training sets',
    formula: 'sum of the sizes of all arrays of the model',
    caution: 'More of them learn noise by heart sooner.',
  }),
  ...say('Receptive field', ['receptive-field'], {
    meaning: 'Bars that one probability depends on',
    formula: 'TCN: 1 + 2 (kernel - 1) (2^blocks - 1)',
    caution: 'Each feature looks back further on its own.',
  }),
  ...say('Look-back', ['look-back'], {
    meaning: 'Bars before its own that the longest feature is made of',
    formula: 'max of the look-backs of the chosen features',
    caution: 'After each gap so many bars have no prediction.',
  }),
  ...say('Bars lost', ['bars-lost'], {
    meaning: 'Bars without features, at the start and after gaps',
    formula: 'look-back of each stretch without a gap',
    caution: 'A file with many gaps loses most of its bars.',
  }),
  ...say('Mean trade', ['mean-trade'], {
    meaning: 'Mean net profit of the trades that are listed',
    formula: 'sum of P/L / trades',
    caution: 'A few trades decide it: read its interval.',
  }),
  ...say('Independent labels', ['effective-labels'], {
    meaning: 'So many independent labels would give the AUC the same interval (n_eff)',
    formula: 'labels x variance of independent ones / variance by days',
    caution: 'Where it is far below the count of bars, that count says little.',
  }),
  ...say('Equity', ['equity', 'symbol-equity'], {
    meaning: 'Cash and open positions at the newest price',
    formula: 'capital + net P/L of closed trades + P/L of open ones',
    caution: 'Open positions are valued without the cost of closing them.',
  }),
  ...say('P/L', ['pnl-pct', 'portfolio-pnl', 'day-pnl', 'blind-pnl'], {
    meaning: 'Net profit: in dollars, or over the starting capital',
    formula: 'equity - capital, or equity / capital - 1',
    caution: 'One path out of many; it depends on the size of positions.',
  }),
  ...say('Open P/L', ['open-pnl'], {
    meaning: 'What open positions would have earned at the newest price',
    formula: 'sum of size x side x (price / entry - 1)',
    caution: 'The cost of closing them comes off it.',
  }),
  ...say('Signal', ['signal'], {
    meaning: 'What the strategy says at the newest close',
    formula: 'LONG, SHORT or NEUTRAL',
    caution: 'It opens nothing while a position is open or the filter stops it.',
  }),
  ...say('Cost paid', ['paid-bps'], {
    meaning: 'Fee and slippage of one side, as they are set',
    formula: 'fee + slippage, bps; 1 bp is 0.01%',
    caution: 'Slippage is an assumption: large orders pay more.',
  }),
  ...say('Turnover a day', ['turnover-per-day'], {
    meaning: 'What is bought and sold on a day, over the capital',
    formula: 'sum of the value of all fills / capital / days',
    caution: 'Each turn pays the costs once more.',
  }),
  ...say(
    'AUC of the walk-forward',
    ['walk-forward-auc', 'walk-forward-auc-low', 'walk-forward-auc-high', 'walk-forward-other-auc'],
    {
      meaning:
        'AUC over the joined test blocks, each of a model that was trained on the days before it',
      formula: 'P(p of a rise > p of a fall), averaged by day',
      caution: 'Its models differ: it judges the way of training, and not one model.',
    },
  ),
  ...say('Compared AUC', ['compared-auc', 'auc-difference'], {
    meaning: 'AUC of models over the bars that none of them has seen, and by how much they differ',
    formula: 'paired: both models on the same drawn days',
    caution: 'The best of many models is ahead by luck, too.',
  }),
  ...say('Compared skill', ['compared-skill'], {
    meaning: 'How much better the log loss is than that of a constant guess',
    formula: '1 - log loss / log loss of the constant guess',
    caution: 'Below 0 the probabilities are worse than none, however well they rank.',
  }),
  ...say('p of shuffled labels', ['shuffled-p'], {
    meaning: 'Share of trainings on labels of other days whose AUC is as high',
    formula: '(1 + count of as high ones) / (1 + trainings)',
    caution: 'Of 19 trainings it is never below 0.05.',
  }),
  ...say('AUC with a planted feature', ['planted-auc'], {
    meaning: 'AUC of a training with one more feature that is known to tell something',
    formula: 'correlation of 0.1 with the label',
    caution: 'Near 0.5 the training misses an edge that is there.',
  }),
  ...say('Kept by neighbours', ['map-kept'], {
    meaning: 'Part of the best cell’s figure that its neighbours have, too',
    formula: 'median of the neighbours / value of the cell',
    caution: 'A cell alone on a peak is chance.',
  }),
  ...say('Correlation', ['correlation', 'feature-correlation'], {
    meaning: 'How much two series move together, from -1 to 1',
    formula: 'Pearson; of features, of their scaled values in training',
    caution: 'It changes with the market, and is near 1 in a crash.',
  }),
  ...say('Features', ['features'], {
    meaning: 'Numbers that the model reads of each bar',
    formula: 'count of those that are ticked and that the source has columns for',
    caution: 'More of them need more bars.',
  }),
  ...say('Gross exposure', ['gross-exposure'], {
    meaning: 'Value of all positions over the equity',
    formula: 'sum of |value| / equity',
    caution: 'Positions on markets that move together are one large position.',
  }),
  ...say('Net exposure', ['net-exposure'], {
    meaning: 'Value of long positions less that of short ones, over the equity',
    formula: 'sum of value / equity',
    caution: 'Near 0 it can still lose on both sides.',
  }),
  ...say('Open positions', ['portfolio-positions', 'position'], {
    meaning: 'Positions that are open now',
    formula: 'count; of an account, its side',
    caution: 'It says nothing of their size.',
  }),
  ...say('Time-weighted return', ['time-weighted-return'], {
    meaning: 'Return of all accounts together, whatever was opened or removed on the way',
    formula: 'product of (1 + return) of the times between, less 1',
    caution: 'Accounts that had little capital count by their share.',
  }),
  ...say('Long and short', ['symbol-long', 'symbol-short', 'symbol-share'], {
    meaning:
      'Value of the positions on a symbol by side, and its share of the equity of all accounts',
    formula: 'sum of size x price; equity of its accounts / equity of all',
    caution: 'Positions on markets that move together are one large position.',
  }),
  ...say('Capital', ['capital'], {
    meaning: 'What the accounts started with',
    formula: 'sum of the capital of each',
    caution: 'It is paper money.',
  }),
  ...say('Latency', ['live-latency-ms'], {
    meaning: 'Time from the close of a bar to its prediction on the screen',
    formula: 'milliseconds, by the clock of the exchange',
    caution: 'The exchange, the network and this machine share it.',
  }),
  ...say('Age of the model', ['model-age-ms'], {
    meaning: 'Time since the last bar that it learned from',
    formula: 'newest bar - last bar of training',
    caution: 'Markets change: an old model may know a market that is gone.',
  }),
};

/** Figures that are the same as one of the lists, under another name. */
const prefixes = ['evidence-', 'raw-', 'calibrated-', 'account-', 'watch-'];
const aliases: Readonly<Record<string, string>> = {
  'evidence-break-even': 'break-even-bps',
  'watch-change': 'change-24h',
};

/** What the page says of the figure with this stable name; undefined where there is nothing to say. */
export function findExplanation(metric: string): Explanation | undefined {
  const prefix = prefixes.find((one) => metric.startsWith(one)) ?? '';
  const name = aliases[metric] ?? metric.slice(prefix.length);
  const listed = [...performanceMetrics, ...classificationMetrics];
  return listed.find((one) => one.metric === name) ?? others[name];
}

function say(label: string, metrics: readonly string[], entry: Entry): Record<string, Explanation> {
  return Object.fromEntries(metrics.map((metric) => [metric, { label, ...entry }]));
}
