"""Commands of the room `corpus/`."""

from __future__ import annotations

from typing import Annotated

import typer

from stancebench.console import JsonOption, QuietOption, group, out, out_json, out_table

app = group("Transcripts: build the tables of documents and paragraphs, check them, count them.")


@app.command()
def build(quiet: QuietOption = False) -> None:
    """Build documents.parquet and paragraphs.parquet from every source, after checking every hash."""
    from stancebench.corpus.build import build_corpus
    from stancebench.corpus.stats import write_stats
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    size = build_corpus(workspace, progress=not quiet)
    write_stats(workspace)
    out(f"{size.documents} documents, {size.paragraphs} paragraphs, {size.eligible} eligible for labelling")
    out(f"written: {workspace.documents.parent}")


@app.command()
def check(as_json: JsonOption = False) -> None:
    """Check sources, manifests, hashes and the built tables. Exit 2 when something is wrong."""
    from stancebench.corpus.check import check_corpus
    from stancebench.workspace import Workspace

    findings = check_corpus(Workspace.find())
    if as_json:
        out_json([finding.model_dump(mode="json") for finding in findings])
    else:
        for finding in findings:
            out(f"{finding.level}: {finding.where}: {finding.message}")
        errors = sum(finding.level == "error" for finding in findings)
        out(f"{errors} error(s), {len(findings) - errors} note(s)")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(2)


@app.command()
def stats(as_json: JsonOption = False) -> None:
    """Count documents, paragraphs, words and speakers by source and by century part."""
    from stancebench.corpus.stats import corpus_stats
    from stancebench.workspace import Workspace

    counts = corpus_stats(Workspace.find())
    if as_json:
        out_json(counts.model_dump(mode="json"))
        return
    out_table(
        "Corpus",
        ["part", "documents", "speakers", "turns", "paragraphs", "eligible", "stage directions", "words"],
        [
            [
                part.name,
                part.documents,
                part.speakers,
                part.turns,
                part.paragraphs,
                part.eligible,
                part.stage_directions,
                part.words,
            ]
            for part in counts.parts
        ],
    )


@app.command()
def manifest(source: Annotated[str, typer.Argument(help="Id of the source, as in corpus/sources/.")]) -> None:
    """Write the manifest of a source anew from what is installed (a maintainer's command)."""
    from stancebench.corpus.manifest import manifest_path
    from stancebench.corpus.package import PackageTexts
    from stancebench.corpus.source import read_sources
    from stancebench.errors import UserError
    from stancebench.files import write_jsonl
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    sources = {item.id: item for item in read_sources(workspace)}
    if source not in sources:
        raise UserError(f"no source {source!r}", expected=f"one of {', '.join(sources)}")
    facts = PackageTexts.open(sources[source]).facts()
    write_jsonl(manifest_path(workspace, sources[source]), facts)
    out(f"{len(facts)} documents written to {manifest_path(workspace, sources[source])}")
