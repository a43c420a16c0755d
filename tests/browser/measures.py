"""What is measured on a page as it stands in the browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.fixtures import AXE

# what axe asks for: WCAG 2.2 A and AA and best practice; the rule on small targets is off unless its tag is named
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# what a narrower screen, and what other colours, can change
OF_LAYOUT = ["target-size", "scrollable-region-focusable"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]

_AXE = """([tags, rules]) => axe.run(document, {
  resultTypes: ['violations'], elementRef: false,
  runOnly: rules ? {type: 'rule', values: rules} : {type: 'tag', values: tags},
}).then(found => found.violations.map(
  one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | ')
))"""

# what sticks out of the screen or of a box that hides it; what scrolls in a box of its own is meant to
_OUTSIDE = """() => {
  const found = [], wide = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - wide;
  if (over > 0) found.push('the page is ' + over + ' px wider than the screen');
  const scrolls = box => box && (/auto|scroll/.test(getComputedStyle(box).overflowX) || scrolls(box.parentElement));
  for (const one of document.body.querySelectorAll('*')) {
    if (one.closest('.visually-hidden, svg, .skip-link, select') || !one.checkVisibility()) continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (box.width <= 1 || style.clipPath !== 'none') continue;
    const name = one.tagName.toLowerCase() + '.' + one.className + ' ' + one.textContent.trim().slice(0, 40);
    if ((box.right > wide + 1 || box.left < -1) && !scrolls(one.parentElement)) found.push('outside: ' + name);
    const hides = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    if (hides && one.tagName !== 'PROGRESS' && one.childNodes.length) found.push('cut off: ' + name);
  }
  return found;
}"""

# buttons and the links one finds one's way by; a link in running text may be smaller
_SMALL = """least => {
  const wanted = 'button, .button, summary, nav a, .bell, .brand, .pager a, .file-act a, .cancel, '
    + 'input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea, .tick-box, .check';
  return Array.from(document.querySelectorAll(wanted))
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => !one.closest('.visually-hidden, [aria-hidden=true]'))
    .filter(one => one.getBoundingClientRect().height < least - 0.5)
    .map(one => Math.round(one.getBoundingClientRect().height) + ' px: ' + one.outerHTML.slice(0, 120));
}"""


def accessible(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds: rule and elements. rules: only these, for a page that has been looked at already."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(_AXE, [TAGS, rules])
    return found


def outside(page: Page) -> list[str]:
    """Return what sticks out of the screen sideways or is cut off by its box."""
    found: list[str] = page.evaluate(_OUTSIDE)
    return found


def too_small(page: Page, least: int = 44) -> list[str]:
    """Return buttons, fields and links of navigation lower than `least` pixels."""
    found: list[str] = page.evaluate(_SMALL, least)
    return found


_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  // the frame of a choice stands around its words as well
  const outlined = [one, one.closest('label')].filter(Boolean).map(each => getComputedStyle(each))
    .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  const middle = box.left + box.width / 2;
  const seen = [box.top + 3, box.top + box.height / 2, box.bottom - 3].some(y => {
    const top = document.elementFromPoint(Math.min(middle, innerWidth - 1), y);
    return top && (one.contains(top) || top.contains(one) || top.closest('label')?.control === one);
  });
  return {
    tag: one.tagName.toLowerCase(), id: one.id, name: one.getAttribute('name') || '', html: one.outerHTML.slice(0, 200),
    text: (one.innerText || one.value || '').trim(), seen, outlined,
  };
}"""


def focused(page: Page) -> dict[str, Any]:
    """Return what has the focus: tag, id, name, text; whether it is outlined and not hidden behind a bar."""
    return dict(page.evaluate(_FOCUS))
