"""Trains scikit-learn's HistGradientBoostingClassifier on rows from stdin and prints its AUC on the test rows.

Arguments: a JSON object with rows, width, trainEnd, testStart, trees, leaves, shrinkage, leafBars, penalty.
Stdin: float32 values [rows, width], then one byte a row: its label.
"""
import json
import sys

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

asked = json.loads(sys.argv[1])
data = sys.stdin.buffer.read()
cells = asked["rows"] * asked["width"]
values = np.frombuffer(data, np.float32, cells).reshape(asked["rows"], asked["width"]).astype(float)
labels = np.frombuffer(data, np.uint8, asked["rows"], 4 * cells)
model = HistGradientBoostingClassifier(
    max_iter=asked["trees"],
    max_leaf_nodes=asked["leaves"],
    learning_rate=asked["shrinkage"],
    min_samples_leaf=asked["leafBars"],
    l2_regularization=asked["penalty"],
    max_bins=255,
    early_stopping=False,
)
train = slice(0, asked["trainEnd"])
test = slice(asked["testStart"], asked["rows"])
model.fit(values[train], labels[train])
print(roc_auc_score(labels[test], model.predict_proba(values[test])[:, 1]))
