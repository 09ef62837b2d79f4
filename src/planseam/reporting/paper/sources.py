"""The last chapters of the template: what was not checked, the rules, the data."""

from planseam.reporting.paper.marks import bookmarked
from planseam.reporting.paper.skeleton import Column, Skeleton
from planseam.rules.pages import HEADINGS

__all__ = ["layers", "not_checked", "rules"]


def not_checked(skeleton: Skeleton) -> None:
    """Rules that did not run, layers that could not be used."""
    skeleton.heading(skeleton.say("rule.not_run_title"), 1, bookmark="_Toc_missed", new_page=True)
    skeleton.tag("if missed")
    skeleton.text(skeleton.say("rule.not_run_explain"), "Note")
    columns = [
        Column(head=skeleton.say("rule.code"), width=18, body="{{ rule.code }}"),
        Column(head=skeleton.say("rule.name"), width=42, body="{{ rule.title }}"),
        Column(head=skeleton.say("rule.reason"), width=100, body="{{ rule.reason }}"),
    ]
    skeleton.table(columns, "rule in missed")
    skeleton.tag("else")
    skeleton.text(skeleton.say("rule.all_ran"))
    skeleton.tag("endif")
    skeleton.tag("if unread")
    skeleton.text(skeleton.say("paper.unread"), "Note")
    columns = [
        Column(head=skeleton.say("layer.id"), width=50, body="{{ entry.layer }}"),
        Column(head=skeleton.say("paper.file"), width=86, body="{{ entry.path }}"),
        Column(head=skeleton.say("layer.rows"), width=24, body="{{ entry.rows }}", style="Cell number"),
    ]
    skeleton.table(columns, "entry in unread")
    skeleton.tag("endif")


def rules(skeleton: Skeleton) -> None:
    """The rules that ran with their tolerances, and in their own words those that found something."""
    skeleton.heading(skeleton.say("paper.rules"), 1, bookmark="_Toc_rules")
    skeleton.tag("if ran")
    skeleton.text(skeleton.say("paper.rules_explain"), "Note")
    columns = [
        Column(head=skeleton.say("rule.code"), width=15, body="{{ rule.code }}"),
        Column(head=skeleton.say("rule.name"), width=38, body="{{ rule.title }}"),
        Column(head=skeleton.say("rule.conflicts"), width=17, body="{{ rule.count }}", style="Cell number"),
        Column(head=skeleton.say("rule.options"), width=90, body="{{ rule.options }}"),
    ]
    skeleton.table(columns, "rule in ran")
    skeleton.tag("endif")
    skeleton.tag("for rule in found")
    title = skeleton.text("{{ rule.code }} {{ rule.title }}", "Rule")
    bookmarked(title, "{{ rule.bookmark }}", "{{ 8000 + loop.index }}")
    for place, heading in enumerate(HEADINGS.values()):
        skeleton.tag(f"if rule.sections[{place}]")
        line = skeleton.text("", "Label")
        line.add_run(f"{skeleton.to(heading)}{skeleton.say('paper.colon')}", style="Term")
        line.add_run(f"{{{{ rule.sections[{place}] }}}}")
        skeleton.tag("endif")
    skeleton.tag("endfor")


def layers(skeleton: Skeleton) -> None:
    """Where the data are from, and what was done to them."""
    skeleton.heading(skeleton.say("layer.title"), 1, bookmark="_Toc_layers")
    columns = [
        Column(head=skeleton.say("layer.name"), width=40, body="{{ layer.title }}"),
        Column(head=skeleton.say("layer.role"), width=25, body="{{ layer.role }}"),
        Column(head=skeleton.say("layer.party"), width=20, body="{{ layer.party }}"),
        Column(head=skeleton.say("layer.rows"), width=17, body="{{ layer.rows }}", style="Cell number"),
        Column(head=skeleton.say("layer.source"), width=42, body="{{ layer.source }}"),
        Column(head=skeleton.say("layer.vintage"), width=16, body="{{ layer.vintage }}"),
    ]
    skeleton.table(columns, "layer in layers")
    line = skeleton.text("", "Note")
    line.add_run(f"{skeleton.say('document.crs')}{skeleton.say('paper.colon')}", style="Term")
    line.add_run("{{ crs }}")
    skeleton.tag("if steps")
    skeleton.heading(skeleton.say("step.title"), 2, bookmark="_Toc_steps")
    columns = [
        Column(head=skeleton.say("step.layer"), width=38, body="{{ step.layer }}"),
        Column(head=skeleton.say("step.what"), width=44, body="{{ step.title }}"),
        Column(head=skeleton.say("step.features"), width=20, body="{{ step.features }}", style="Cell number"),
        Column(head=skeleton.say("step.detail"), width=58, body="{{ step.detail }}"),
    ]
    skeleton.table(columns, "step in steps")
    skeleton.tag("endif")
