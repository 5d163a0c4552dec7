"""Two ways to use the same pages: with a mouse, and with nothing but a keyboard. A journey is told once for both."""

from __future__ import annotations

from typing import Protocol

from playwright.async_api import Locator, expect

FAR = 120  # presses of Tab; nothing on a page is further away


class Hand(Protocol):
    async def press(self, target: Locator) -> None:
        """A button, a link, a fold."""

    async def tick(self, target: Locator) -> None: ...

    async def write(self, target: Locator, text: str) -> None:
        """Sign by sign, behind what stands in the field."""

    async def bundle(self, card: Locator, theme: Locator) -> None:
        """A card of the Redaktion into a theme."""


class Mouse:
    async def press(self, target: Locator) -> None:
        await target.first.click()

    async def tick(self, target: Locator) -> None:
        await target.first.check()

    async def write(self, target: Locator, text: str) -> None:
        await target.first.click()
        await target.page.keyboard.press("End")
        await target.first.press_sequentially(text)

    async def bundle(self, card: Locator, theme: Locator) -> None:
        await card.drag_to(theme)


class Keys:
    async def press(self, target: Locator, key: str = "Enter") -> None:
        await expect(target.first).to_be_visible()
        await tab_to(target)
        await target.page.keyboard.press(key)

    async def tick(self, target: Locator) -> None:
        await self.press(target, "Space")

    async def write(self, target: Locator, text: str) -> None:
        await expect(target.first).to_be_visible()
        await tab_to(target)
        await target.page.keyboard.press("End")
        await target.page.keyboard.type(text)

    async def bundle(self, card: Locator, theme: Locator) -> None:
        number = await theme.locator(".desk-theme__number").inner_text()
        await self.press(card.locator(".desk-card__move"), number)


async def tab_to(target: Locator) -> None:
    """Forward until `target` has the focus."""
    for _ in range(FAR):
        if await target.count() and await target.first.evaluate("each => each === document.activeElement"):
            return
        await target.page.keyboard.press("Tab")
    raise AssertionError(f"{FAR} presses of Tab do not reach {target}")
