"""The codebook as a page to read."""

from __future__ import annotations

from stancebench.labels.codebook import Codebook


def codebook_page(codebook: Codebook, *, reverse: bool = False) -> str:
    """Write the codebook as Markdown: what an annotator reads before the first paragraph.

    Twins and paraphrases are left out: stances are given towards the proposition as it is worded.

    Args:
        codebook: The codebook.
        reverse: Whether topics and targets stand in reverse order, for tests of order invariance.

    Returns:
        The page.
    """
    step = -1 if reverse else 1
    lines = [f"# Codebook {codebook.version}", "", "## Topics", ""]
    for topic in codebook.topics[::step]:
        lines.append(f"- **{topic.code} {topic.name}**: {topic.definition}")
        lines += [f"  - towards {rule.with_}: {rule.rule}" for rule in topic.boundaries]
        lines += [f"  - sub-code `{sub.code}` {sub.name}: {sub.definition}" for sub in topic.sub_codes]
        lines += [f"  - example: “{example}”" for example in topic.examples]
    lines += ["", f"## Targets: {len(codebook.targets)}", ""]
    for target in codebook.targets[::step]:
        lines.append(f"- `{target.id}`: **{target.proposition}** {target.scope}")
    return "\n".join([*lines, ""])
