#!/usr/bin/env python3
"""Makes files as the reference dashboard does, and what PyTorch says with them, for the tests of their import.

usage: dashboard-model.py FOLDER [--width 96] [--blocks 6] [--kernel 3] [--bars 200] [--scaler pickle|joblib|minmax] [--seed 1]
FOLDER gets model.pt, scaler.pkl, meta.json, bars.json (columns of bars), and probabilities.json (one for each window of 60 bars).
Needs Debian's python3-torch and python3-sklearn.
"""
import argparse, json, os, pickle
import joblib, numpy as np, torch, torch.nn as nn, torch.nn.functional as F
from sklearn.preprocessing import MinMaxScaler, StandardScaler

parser = argparse.ArgumentParser()
parser.add_argument("folder")
for name, default in (("width", 96), ("blocks", 6), ("kernel", 3), ("bars", 200), ("seed", 1)):
    parser.add_argument("--" + name, type=int, default=default)
parser.add_argument("--scaler", choices=["pickle", "joblib", "minmax"], default="pickle")
args = parser.parse_args()
window = 60
columns = "mid close open high low volume ret_1 ret_5 roll_vol_20 roll_vol_60 dollar_vol tb_ratio".split()


class Block(nn.Module):
    def __init__(self, inputs, outputs, dilation):
        super().__init__()
        self.pad = (args.kernel - 1) * dilation
        self.c1 = nn.Conv1d(inputs, outputs, args.kernel, dilation=dilation)
        self.c2 = nn.Conv1d(outputs, outputs, args.kernel, dilation=dilation)
        self.skip = nn.Conv1d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x):
        h = F.relu(self.c1(F.pad(x, (self.pad, 0))))
        h = F.relu(self.c2(F.pad(h, (self.pad, 0))))
        return F.relu(h + self.skip(x))


class Tcn(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [len(columns)] + args.blocks * [args.width]
        self.blocks = nn.ModuleList(Block(widths[i], widths[i + 1], 2**i) for i in range(args.blocks))
        self.head = nn.Conv1d(args.width, 1, 1)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean(2, keepdim=True))[:, 0, 0]


random = np.random.default_rng(args.seed)
close = 40_000 * np.exp(np.cumsum(random.normal(0, 5e-4, args.bars)))
open_ = np.concatenate([[40_000], close[:-1]])
high = np.maximum(open_, close) * (1 + np.abs(random.normal(0, 2e-4, args.bars)))
low = np.minimum(open_, close) * (1 - np.abs(random.normal(0, 2e-4, args.bars)))
volume = np.exp(random.normal(3, 0.7, args.bars))
quote = volume * close * (1 + random.normal(0, 1e-5, args.bars))
taker = quote * random.uniform(0.2, 0.8, args.bars)


def back(values, bars):
    return np.concatenate([np.zeros(bars), values[bars:] / values[:-bars] - 1])


def deviation(values, bars):
    return np.array([values[t + 1 - bars : t + 1].std(ddof=1) if t + 1 >= bars else 0 for t in range(len(values))])


returns = back(close, 1)
rows = np.stack([close, close, open_, high, low, volume, returns, back(close, 5), deviation(returns, 20),
                 deviation(returns, 60), close * volume, taker / (quote + 1e-9)], 1)
scaler = (MinMaxScaler() if args.scaler == "minmax" else StandardScaler()).fit(rows[: args.bars // 2])
torch.manual_seed(args.seed)
model = Tcn().eval()
# Logits of a new network hardly differ from bar to bar.
with torch.no_grad():
    for tensor in model.parameters():
        tensor.mul_(1.5)
scaled = torch.tensor(scaler.transform(rows), dtype=torch.float32)
windows = scaled.unfold(0, window, 1)  # [window, column, bar]
with torch.no_grad():
    probabilities = torch.sigmoid(model(windows))

os.makedirs(args.folder, exist_ok=True)
path = lambda name: os.path.join(args.folder, name)
torch.save(model.state_dict(), path("model.pt"))
if args.scaler == "joblib":
    joblib.dump(scaler, path("scaler.pkl"))
else:
    with open(path("scaler.pkl"), "wb") as file:
        pickle.dump(scaler, file)
meta = {"features": columns, "window": window, "horizon": 10, "symbol": "BTCUSDT", "interval": "1m", "train_end": "2024-01-01"}
bars = {"openTime": (1_704_240_000_000 + 60_000 * np.arange(args.bars)).tolist(), "open": open_.tolist(), "high": high.tolist(),
        "low": low.tolist(), "close": close.tolist(), "volume": volume.tolist(), "quoteVolume": quote.tolist(), "takerBuyQuote": taker.tolist()}
for name, value in (("meta.json", meta), ("bars.json", bars), ("probabilities.json", [round(p, 9) for p in probabilities.tolist()])):
    with open(path(name), "w") as file:
        json.dump(value, file)
