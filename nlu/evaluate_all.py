"""`make evaluate`: how well the test files are understood, by author, with pictures in `var/`."""

from pathlib import Path

from nlu import evaluation, report

ROOT = Path(__file__).resolve().parent.parent
URL = "http://127.0.0.1:5005"


def main() -> None:
    """Prints the tables and draws the confusion matrix and the reliability diagram."""
    result = evaluation.evaluate(sorted((ROOT / "nlu" / "test").glob("*.yml")), ROOT, URL)
    print(report.format_table(result))
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    for name, draw in (
        ("confusions.png", report.draw_confusions),
        ("reliability.png", report.draw_reliability),
    ):
        draw(result, folder / name, ROOT)
        print(f"drawn: var/{name}")


if __name__ == "__main__":
    main()
