"""Commands of the room `corpus/`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, QuietOption, group, out, out_json, out_table
from stancebench.corpus.parse.cli import accuracy, parse

app = group("Transcripts: get texts, parse them, build the tables of documents and paragraphs, check and count them.")
app.command()(parse)
app.command()(accuracy)


@app.command()
def build(
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Build this source too; may be given several times.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Build every source whose texts are all there, not just the embedded ones.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that parse; one a core when omitted. The result is the same.")
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Parse on a Ray cluster (extra `ray`): host:port, `auto` or `local`."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Build documents.parquet and paragraphs.parquet, after checking every hash.

    A build that was stopped goes on where it stopped when the same command is run again.
    """
    from stancebench.corpus.build import build_corpus
    from stancebench.corpus.choice import choose_sources
    from stancebench.corpus.stats import write_stats
    from stancebench.errors import UserError
    from stancebench.workspace import Workspace

    if ray and workers:
        raise UserError("--workers and --ray do not go together", expected="one of them")
    workspace = Workspace.find()
    choice = choose_sources(workspace, named=source or (), everything=everything)
    for line in choice.skipped:
        typer.echo(line, err=True)
    if ray:
        from stancebench.corpus.ray_build import build_on_ray

        done = build_on_ray(workspace, ray, sources=choice.sources, progress=not quiet)
        size = done.size
        out(f"parsed on {len(done.nodes)} Ray node(s)")
    else:
        size = build_corpus(workspace, sources=choice.sources, workers=workers, progress=not quiet)
    write_stats(workspace)
    out(f"{size.documents} documents, {size.paragraphs} paragraphs, {size.eligible} eligible for labelling")
    out(f"written: {workspace.documents.parent}")


@app.command()
def hydrate(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of the sources; all when omitted.")] = None,
    mirror: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder that holds texts already; it is asked first.")
    ] = None,
    *,
    rate: Annotated[float, typer.Option(min=0.01, max=20, help="Requests a second at most.")] = 2.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be got.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Bring the texts of the manifests into corpus/texts and verify every hash. Exit 2 when some are not right.

    A run that was stopped goes on where it stopped when the same command is run again.
    """
    import sys

    from stancebench.corpus.hydrate import hydrate as bring
    from stancebench.corpus.retry import Patience
    from stancebench.workspace import Workspace

    report = bring(
        Workspace.find(),
        sources or (),
        mirror=mirror,
        patience=Patience(rate=rate),
        dry_run=dry_run,
        progress=not quiet,
    )
    if as_json:
        out_json(report.model_dump(mode="json"))
    else:
        columns = ["kept", "mirrored", "downloaded", "pending", "missing", "wrong", "replaced"]
        out_table(
            "Would be got" if dry_run else "Texts",
            ["source", "kind", "documents", *columns, "recovery"],
            [
                [part.id, part.kind, part.documents, *(getattr(part, name) for name in columns), part.recovery]
                for part in report.sources
            ],
        )
    for problem in report.problems[:20]:
        sys.stderr.write(f"Error: {problem}\n")
    if len(report.problems) > 20:
        sys.stderr.write(f"Error: {len(report.problems) - 20} more problem(s); to see all: add --json\n")
    if report.problems:
        raise typer.Exit(2)


@app.command()
def check(
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHECK",
            help="Besides integrity, only this of duplicates, mojibake, language, turns, aliases, dates. "
            "May be given several times.",
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole report as JSON here.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check sources, hashes, the built tables and their text.

    Exit 1 when there is a finding of level error, 2 when the workspace cannot be read.
    """
    from stancebench.corpus.check import check_corpus
    from stancebench.files import write_json
    from stancebench.workspace import Workspace

    report = check_corpus(Workspace.find(), only=only or (), progress=not quiet)
    if output:
        write_json(output, report.model_dump(mode="json"))
    if as_json:
        out_json(report.model_dump(mode="json"))
    else:
        out_table("Findings", ["check", "error", "warning", "note"], report.count_rows())
        out_table("Examples", ["check", "level", "where", "message"], report.example_rows())
        out(report.summary)
        if output:
            out(f"written: {output}")
    if report.failed:
        raise typer.Exit(1)


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
def manifest(
    source: Annotated[str, typer.Argument(help="Id of the source, as in corpus/sources/.")],
    folder: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="A folder with the files as the source has them.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Facts that overrule what is found: key, date, title ...")
    ] = None,
) -> None:
    """Write the manifest of a source anew: facts and hashes of every document (a maintainer's command)."""
    from stancebench.corpus.listing import Listing, list_documents
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
    chosen = sources[source]
    if chosen.kind == "package":
        listing = Listing(PackageTexts.open(chosen).facts(), [])
    elif folder is None:
        raise UserError(
            f"the source {source} is of the kind {chosen.kind}",
            expected="a folder with its files",
            fix="add --from DIR",
        )
    else:
        listing = list_documents(chosen, folder, facts)
    for line in listing.skipped:
        typer.echo(f"left out: {line}", err=True)
    write_jsonl(manifest_path(workspace, chosen), listing.facts)
    out(f"{len(listing.facts)} documents written to {manifest_path(workspace, chosen)}")
