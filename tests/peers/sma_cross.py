"""Backtests an SMA cross on minute klines with pandas, as a peer of the engine, and prints its trades as JSON.

It shares nothing with the engine, not even its way: the signal is a column over all bars, and each trade is found by searching forward
from its entry. Usage: sma_cross.py KLINES FAST SLOW FEE_BPS SLIPPAGE_BPS STAKE [STOP_BPS], where KLINES is a monthly archive of Binance
with times in milliseconds.

Rules: when the mean of FAST closes rises above that of SLOW closes, a long position is opened at the open of the next bar, a short one
when it falls below. It is closed at the open after the opposite signal, which opens the opposite position there, and at the last close
before missing bars, which also cancel the order of that close. A stop STOP_BPS from the fill price closes it within a bar at the stop, or
at the open where that is beyond already; then no position is open until the next signal. Each fill is SLIPPAGE_BPS worse than its price,
and each side pays FEE_BPS of its value. Every position is worth STAKE dollars at its fill. A position that is open at the end is no trade.
"""

import json
import sys

import pandas as pd

MINUTE = 60_000


def find_signals(bars, fast, slow):
    """1 where the fast mean comes above the slow one, -1 where it comes below, else 0; none with a gap in the window.

    Means are compared as sums of whole cents, so that equal ones are equal.
    """
    cents = (bars["close"] * 100).round().astype("int64")
    lead = cents.rolling(fast).sum() * slow - cents.rolling(slow).sum() * fast
    before = lead.shift(1)
    up = (lead > 0) & (before <= 0)
    down = (lead < 0) & (before >= 0)
    unbroken = (bars["time"] - bars["time"].shift(slow)) == slow * MINUTE
    return (up.astype(int) - down.astype(int)).where(unbroken, 0)


def find_exit(bars, entry, side, level, leave):
    """The row, price and reason of the exit of a position; None where it stays open."""
    touched = bars["low"] if side == 1 else bars["high"]
    for at in range(entry, len(bars["time"])):
        if at == leave:
            return at, bars["open"][at], "opposite"
        if level is not None:
            if side * (bars["open"][at] - level) <= 0:
                return at, bars["open"][at], "stop-loss"
            if side * (touched[at] - level) <= 0:
                return at, level, "stop-loss"
        if bars["is_last"][at]:
            return at, bars["close"][at], "gap"
    return None


def trade(frame, signal, fee_bps, slippage_bps, stake, stop_bps):
    fee, slip = fee_bps / 10_000, slippage_bps / 10_000
    bars = {name: frame[name].to_numpy() for name in frame}
    # Whether bars are missing after it; nobody knows that of the very last one.
    bars["is_last"] = ((frame["time"].shift(-1) - frame["time"]) > MINUTE).to_numpy()
    signals = [(row, int(side)) for row, side in signal[signal != 0].items()]
    trades = []
    for place, (row, side) in enumerate(signals):
        entry = row + 1
        if bars["is_last"][row] or entry == len(frame):
            continue
        entry_price = bars["open"][entry] * (1 + side * slip)
        level = None if stop_bps is None else entry_price * (1 - side * stop_bps / 10_000)
        leave = next((at + 1 for at, other in signals[place + 1 :] if other == -side), None)
        found = find_exit(bars, entry, side, level, leave)
        if found is None:
            continue
        at, price, reason = found
        quantity = stake / entry_price
        exit_price = price * (1 - side * slip)
        pnl = side * quantity * (exit_price - entry_price) - (stake + quantity * exit_price) * fee
        trades.append(
            {
                "side": side,
                "entryTime": int(bars["time"][entry]),
                "exitTime": int(bars["time"][at]),
                "entryPrice": entry_price,
                "exitPrice": exit_price,
                "exitReason": reason,
                "pnl": pnl,
            }
        )
    return trades


def main():
    path, fast, slow, fee_bps, slippage_bps, stake, *stop = sys.argv[1:]
    names = ["time", "open", "high", "low", "close"]
    bars = pd.read_csv(path, header=None, usecols=range(5), names=names)
    signal = find_signals(bars, int(fast), int(slow))
    stop_bps = float(stop[0]) if stop else None
    print(json.dumps(trade(bars, signal, float(fee_bps), float(slippage_bps), float(stake), stop_bps)))


main()
