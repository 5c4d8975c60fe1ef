"""`commonsky doctor`: what is installed, stale, missing. Facts: none. Calls workflows.doctor and prints."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from commonsky.cli.terminal import echo_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
def doctor(as_json: bool) -> None:
    """What is installed, what is stale, what is missing; the network is not tried."""
    from commonsky.workflows.doctor import examine, sound

    findings = examine()
    if as_json:
        echo_json({"sound": sound(findings), "findings": [asdict(finding) for finding in findings]})
    else:
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            click.echo(f"{finding.state:<7}  {finding.name:<{width}}  {finding.text}")
    if not sound(findings):
        sys.exit(1)
