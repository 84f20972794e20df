"""The page and the figures of the suggestion benchmark, from its results.

python benchmarks/suggestion/page.py --results benchmarks/suggestion/results.csv \
        --set-aside benchmarks/suggestion/set_aside.csv --page docs/suggestion.md --figures docs/figures
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from datasets import ANNOMI, GAMES, NAMES, NHS
from systems import OURS
from tasks import ALL

mpl.use("agg")
from matplotlib import pyplot as plt

TEXT = Path(__file__).with_name("page.md")
MAIN = ["macro-F1", "micro-F1", "recall@3", "LRAP", "kappa", "work saved"]
SHOWN = ["calibration error", "precision shown", "recall shown", "shown per unit", "false on uncoded"]
CURVE = "labels per code"
PEERS = ["TF-IDF word + LR", "TF-IDF word + char + LR", "vectors + LR", "stack + LR"]
STYLES = {
    OURS: "o-",
    "stack + LR": "s--",
    "TF-IDF word + char + LR": "^:",
    "TF-IDF word + LR": "v:",
    "vectors + LR": "d:",
}


def table(rows: pd.DataFrame, metrics: list[str], spread: str = "macro-F1") -> str:
    """Means over repeats, a line for each system and amount; the spread of one metric in brackets."""
    means = rows.pivot_table(index=["system", "amount"], columns="metric", values="value", sort=False)
    deviations = rows.pivot_table(
        index=["system", "amount"], columns="metric", values="value", aggfunc="std", sort=False
    )
    there = [metric for metric in metrics if metric in means]
    lines = [f"| system | labels | {' | '.join(there)} |", f"|---|---|{'---|' * len(there)}"]
    for key, own in means.iterrows():
        system, amount = key
        cells = []
        for metric in there:
            cell = "" if pd.isna(own[metric]) else f"{own[metric]:.3f}"
            sd = deviations.loc[key, metric] if metric in deviations and key in deviations.index else float("nan")
            cells.append(f"{cell} ± {sd:.3f}" if cell and metric == spread and not pd.isna(sd) else cell)
        lines.append(f"| {system} | {'all' if amount >= ALL else f'{amount:g}'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def few_labels(results: pd.DataFrame) -> str:
    """Ours with few labels less ours with none: mean paired differences over the repeats."""
    own = results[(results["question"] == CURVE) & (results["system"] == OURS)]
    lines = ["| data set | labels per code | macro-F1 | recall@3 |", "|---|---|---|---|"]
    for name in NAMES:
        for amount in (1, 2, 5, 10):
            cells = []
            for metric in ("macro-F1", "recall@3"):
                values = own[(own["data"] == name) & (own["metric"] == metric)].pivot_table(
                    index="repeat", columns="amount", values="value"
                )
                cells.append(f"{(values[amount] - values[0]).mean():+.3f}" if amount in values else "")
            lines.append(f"| {name} | {amount} | {' | '.join(cells)} |")
    return "\n".join(lines)


def plain(rows: pd.DataFrame, first: str) -> str:
    """System, amount and the mean of one metric, with its standard deviation over the repeats."""
    if rows.empty:
        return "Not measured in this run."
    means = rows.groupby(["system", "amount"], sort=False)["value"].agg(["mean", "std", "count"])
    lines = [f"| system | amount | {first} | repeats |", "|---|---|---|---|"]
    for (system, amount), own in means.iterrows():
        spread = "" if pd.isna(own["std"]) else f" ± {own['std']:.3f}"
        labels = "all" if amount >= ALL else f"{amount:g}"
        lines.append(f"| {system} | {labels} | {own['mean']:.3f}{spread} | {own['count']:.0f} |")
    return "\n".join(lines)


def borrowing(results: pd.DataFrame) -> str:
    """With the hierarchy less without: mean paired differences over the repeats, with their standard deviation."""
    own = results[results["question"] == "borrowing"]
    if own.empty:
        return "Not measured in this run."
    metrics = ["macro-F1", "micro-F1", "recall@3", "work saved"]
    lines = [
        f"| data set | codebook | labels per code | {' | '.join(metrics)} |",
        f"|---|---|---|{'---|' * len(metrics)}",
    ]
    found = own.groupby(["data", "system", "amount", "metric"], sort=False)["value"].agg(["mean", "std"])
    for data, system, amount in dict.fromkeys(key[:3] for key in found.index):
        cells = (found.loc[(data, system, amount, metric)] for metric in metrics)
        differences = " | ".join(f"{cell['mean']:+.3f} ± {cell['std']:.3f}" for cell in cells)
        lines.append(f"| {data} | {system} | {amount:g} | {differences} |")
    return "\n".join(lines)


def learning_curves(results: pd.DataFrame, path: Path) -> None:
    """Macro-F1 and recall@3 against labels per code, mean and range over the repeats."""
    figure, axes = plt.subplots(2, len(NAMES), figsize=(10, 5.6), sharex=True)
    amounts = [0, 10, 50, 200, ALL]
    for column, name in enumerate(NAMES):
        for line, metric in enumerate(("macro-F1", "recall@3")):
            axis = axes[line][column]
            for number, (system, style) in enumerate(STYLES.items()):
                rows = results[
                    (results["data"] == name)
                    & (results["question"] == CURVE)
                    & (results["system"] == system)
                    & (results["metric"] == metric)
                    & results["amount"].isin(amounts)
                ]
                grouped = rows.groupby("amount")["value"]
                where = [amounts.index(int(amount)) for amount in grouped.mean().index]
                grey = "black" if system == OURS else str(0.25 + 0.12 * number)
                axis.plot(where, grouped.mean(), style, color=grey, label=system, markersize=4, linewidth=1.2)
                axis.fill_between(where, grouped.min(), grouped.max(), color=grey, alpha=0.15, linewidth=0)
            axis.set_xticks(range(len(amounts)), ["0", "10", "50", "200", "all"])
            axis.grid(axis="y", color="0.9")
            axis.spines[["top", "right"]].set_visible(False)
            if line == 0:
                axis.set_title(name, fontsize=10)
            if column == 0:
                axis.set_ylabel(metric)
            if line == 1:
                axis.set_xlabel("labels per code")
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=5, frameon=False, fontsize=8)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, dpi=150, metadata={"Software": None})
    plt.close(figure)


def reliability(results: pd.DataFrame, path: Path) -> None:
    """Confidence of shown suggestions against how often they were right, ten bins of equal mass, by repeat."""
    there = [name for name in NAMES if ((results["data"] == name) & (results["question"] == "reliability")).any()]
    figure, axes = plt.subplots(1, len(there), figsize=(3.4 * len(there), 3.4), squeeze=False)
    for axis, name in zip(axes[0], there, strict=True):
        rows = results[(results["data"] == name) & (results["question"] == "reliability")]
        wide = rows.pivot_table(index=["repeat", "amount"], columns="metric", values="value").reset_index()
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
        for _, own in wide.groupby("repeat"):
            axis.plot(own["confidence"], own["right"], "o-", color="black", alpha=0.5, markersize=3, linewidth=0.8)
        axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence shown", ylabel="share right", title=name)
        axis.set_aspect("equal")
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=150, metadata={"Software": None})
    plt.close(figure)


def page(results: pd.DataFrame, set_aside: pd.DataFrame | None) -> str:
    """The page: the text beside this file with its tables filled in."""

    def of(data: str, question: str, source: pd.DataFrame = results) -> pd.DataFrame:
        return source[(source["data"] == data) & (source["question"] == question)]

    filled = {
        f"curve {name}": table(of(name, CURVE)[lambda t: ~t["amount"].isin([1, 2, 5])], [*MAIN, "train CPU-seconds"])
        for name in NAMES
    }
    filled |= {
        f"shown {name}": table(
            of(name, CURVE)[lambda t: t["system"].isin([OURS, "prevalence only"])], [*SHOWN, "error over all pairs"], ""
        )
        for name in NAMES
    }
    sites = results[(results["data"] == NHS) & results["question"].str.startswith("learnt from")]
    filled |= {
        "few": few_labels(results),
        "borrowing": borrowing(results),
        "defined": table(of(NHS, "defined codes")[lambda t: ~t["amount"].isin([1, 2, 5])], MAIN),
        "unseen": table(of(NHS, "unseen, 8 words or more"), MAIN),
        "sites": "\n\n".join(f"{q}:\n\n{table(own, MAIN)}" for q, own in sites.groupby("question", sort=False)),
        "sessions": table(of(ANNOMI, "coded sessions"), [*MAIN, "calibration error"]),
        "finished": plain(of(NHS, "finished coding"), "κ"),
        "humans": plain(of(ANNOMI, "within the role"), "κ"),
        "evidence": plain(of(GAMES, "evidence"), "hit rate"),
        "speed": "\n".join(f"- {row.metric}: {row.value:,.0f}" for row in of(NHS, "speed").itertuples()),
        "repeats": ", ".join(f"{name} {of(name, CURVE)['repeat'].nunique()}" for name in NAMES),
        "set aside": "Not scored."
        if set_aside is None
        else "\n\n".join(
            f"{name}:\n\n{table(of(name, 'set aside', set_aside), [*MAIN, *SHOWN[:2]])}"
            for name in NAMES
            if len(of(name, "set aside", set_aside))
        ),
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, value in filled.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def main() -> None:
    """Write the page and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--set-aside", type=Path, required=True)
    parser.add_argument("--page", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    args = parser.parse_args()
    results = pd.read_csv(args.results)
    set_aside = pd.read_csv(args.set_aside) if args.set_aside.is_file() else None
    args.figures.mkdir(parents=True, exist_ok=True)
    learning_curves(results, args.figures / "suggestion_learning.png")
    reliability(results, args.figures / "suggestion_reliability.png")
    args.page.write_text(page(results, set_aside), encoding="utf-8")


if __name__ == "__main__":
    main()
