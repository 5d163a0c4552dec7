"""axe-core in a page: what would keep somebody out. Knows no page of ours."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.web.document import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# A picture of a moment: nothing half faded in. What turns for ever is not waited for.
SETTLED = """Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime < Infinity).map(one => one.finished))"""
COLOURS = {"type": "rule", "values": ["color-contrast"]}


async def serious(page: Page, rules: dict[str, object] = EVERYTHING) -> list[str]:
    """The serious and critical findings: rule, element and reason of each."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (make test brings it)")
    # Through the debugger: the content security policy rightly lets no page add scripts.
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    await page.evaluate(SETTLED)
    found = await page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
