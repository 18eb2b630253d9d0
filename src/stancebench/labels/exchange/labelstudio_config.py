"""The labelling interface of a Label Studio project."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from stancebench.labels.exchange.vocabulary import PHRASES, Vocabulary

CANDIDATE = "candidate_stance"
"""Name of the control of a candidate's stance, before its number."""

_WIDE = {"minWidth": "480", "maxWidth": "900", "showFullPath": "true", "pathSeparator": " / "}
_STYLE = ".sb-box { max-height: 12em; overflow-y: auto; margin-bottom: 1em; }"


def labelstudio_config(vocabulary: Vocabulary) -> str:
    """Write the labelling configuration: how a task is shown and what is asked.

    The candidates are repeated by the task's own list, so one project can hold batches with any number of them. The
    stance towards further targets and all details are leaves of one tree of targets.

    Tags as in https://labelstud.io/tags/ (Text, Labels, Filter, Choices, Taxonomy, Repeater, TextArea).

    Args:
        vocabulary: Topics, targets and words.

    Returns:
        The configuration in XML.
    """
    root = ET.Element("View")
    ET.SubElement(root, "Style").text = _STYLE
    ET.SubElement(root, "Header", value="$heading", size="5")
    context = ET.SubElement(root, "View", className="sb-box")
    ET.SubElement(context, "Text", name="context", value="$context")
    _paragraph(root, vocabulary)
    _choices(root, "function", "What does the paragraph do?", vocabulary.functions, showInline="true", required="true")
    _topics(root, vocabulary)
    _candidates(root, vocabulary)
    _targets(root, vocabulary)
    ET.SubElement(root, "Header", value="Note: what was hard, in your own words", size="6")
    ET.SubElement(root, "TextArea", name="note", toName="text", rows="2", maxSubmissions="1", editable="true")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _paragraph(root: ET.Element, vocabulary: Vocabulary) -> None:
    ET.SubElement(root, "Header", value="Paragraph", size="5")
    ET.SubElement(root, "Text", name="text", value="$text")
    title = "Evidence: choose a target, then mark the words of the paragraph that show the stance"
    ET.SubElement(root, "Header", value=title, size="6")
    ET.SubElement(root, "Filter", name="filter", toName="evidence", minlength="0", placeholder="Find a target")
    box = ET.SubElement(root, "View", className="sb-box")
    labels = ET.SubElement(box, "Labels", name="evidence", toName="text", maxUsages="1", showInline="true")
    for target in vocabulary.codebook.targets:
        ET.SubElement(labels, "Label", value=target.id, hint=target.proposition)


def _choices(root: ET.Element, name: str, title: str, values: tuple[str, ...] | list[str], **attributes: str) -> None:
    ET.SubElement(root, "Header", value=title, size="6")
    fields = {"name": name, "toName": "text", "choice": "single-radio", **attributes}
    choices = ET.SubElement(root, "Choices", fields)
    for value in values:
        ET.SubElement(choices, "Choice", value=value)


def _topics(root: ET.Element, vocabulary: Vocabulary) -> None:
    ET.SubElement(root, "Header", value="Topic, with its sub-code where it has any", size="6")
    fields = {"name": "topic", "toName": "text", "maxUsages": "1", "required": "true", **_WIDE}
    tree = ET.SubElement(root, "Taxonomy", fields)
    for topic in vocabulary.codebook.topics:
        branch = ET.SubElement(tree, "Choice", value=topic.label, hint=topic.definition)
        for label, sub in zip(vocabulary.parts(topic), topic.sub_codes, strict=True):
            ET.SubElement(branch, "Choice", value=label, hint=sub.definition)
    title = "Second topic, only when it has at least a third of the paragraph"
    _choices(root, "second_topic", title, vocabulary.topics, choice="single", layout="select")


def _candidates(root: ET.Element, vocabulary: Vocabulary) -> None:
    ET.SubElement(root, "Header", value="Candidates: answer every one", size="6")
    repeater = ET.SubElement(root, "Repeater", on="$candidates", indexFlag="{{idx}}")
    view = ET.SubElement(repeater, "View")
    ET.SubElement(view, "Text", name="candidate_{{idx}}", value="$candidates[{{idx}}].text")
    choices = ET.SubElement(
        view,
        "Choices",
        name=f"{CANDIDATE}_{{{{idx}}}}",
        toName="candidate_{{idx}}",
        choice="single-radio",
        showInline="true",
        required="true",
        requiredMessage="Answer every candidate",
    )
    for stance in vocabulary.stances:
        ET.SubElement(choices, "Choice", value=stance)


def _targets(root: ET.Element, vocabulary: Vocabulary) -> None:
    title = "Further targets of the registry, and details of any target that differ from the usual"
    ET.SubElement(root, "Header", value=title, size="6")
    fields = {"name": "targets", "toName": "text", "leafsOnly": "true", **_WIDE}
    tree = ET.SubElement(root, "Taxonomy", fields)
    for topic in vocabulary.codebook.topics:
        labels = vocabulary.targets(topic)
        if labels:
            branch = ET.SubElement(tree, "Choice", value=topic.label)
            for label in labels:
                twig = ET.SubElement(branch, "Choice", value=label)
                for phrase in PHRASES:
                    ET.SubElement(twig, "Choice", value=phrase)
