"""The commands put together."""

import gc
import io
import sys

import typer

from planseam.cli import batch, check, diff, init, inspect, layers, map, report, rule, rules, run  # noqa: A004 - a command's name
from planseam.cli.console import version

__all__ = ["app", "main"]

#: New objects after which Python looks for circles among them, and how often it looks further back.
RARELY = (200_000, 10, 10)
#: How long a thread that works in Python may keep another waiting that comes back from a library, as they do a
#: thousand times a second: with Python's own 5 ms, two that write files side by side take a sixth longer.
TURN_S = 0.001

app = typer.Typer(
    help="检查相邻规划在边界处是否衔接 · A linter for plans that meet at a border.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(version)
for module, words in (
    (run, "检查、成图、成文一步完成 · Check, map and report in one."),
    (inspect, "查看收到的文件 · What incoming files are, what is wrong with them, and the cure."),
    (init, "为收到的文件起草研究文件 · A draft study file for a folder of incoming files."),
    (check, "检查并列出冲突 · Conflicts to the terminal and to files."),
    (map, "把冲突画成地图 · The conflicts as one map."),
    (report, "把冲突写成报告与台账 · The conflicts as documents."),
    (batch, "批量检查并写出成果 · Many studies, or every border or unit of one."),
    (diff, "比较两个版本的冲突 · What changed between two runs."),
    (rules, "列出全部规则 · The catalogue of rules."),
    (rule, "解释一条规则 · One rule explained."),
    (layers, "列出随附图层 · Shipped layers, with source, licence and accuracy."),
):
    app.command(module.__name__.rpartition(".")[2], help=words)(module.command)


def main() -> None:
    """Start the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe that knows no Chinese shall not end a check.
            stream.reconfigure(errors="backslashreplace")
    # A check makes millions of small objects and hardly a circle of them; looking for some took a tenth of its time.
    gc.set_threshold(*RARELY)
    sys.setswitchinterval(TURN_S)
    app()
