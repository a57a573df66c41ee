"""More than 250 texts that run a script, load something or become a formula where somebody forgot to escape them."""

from __future__ import annotations

import itertools

FIRE = "window.__fired=1"
_ELEMENTS = (
    "img src=x onerror={}",
    "svg onload={}",
    "svg/onload={}",
    "body onload={}",
    "input autofocus onfocus={}",
    "details open ontoggle={}",
    "video src=x onerror={}",
    "audio src=x onerror={}",
    "iframe srcdoc='<script>parent.__fired=1</script>'",
    "iframe src='javascript:parent.__fired=1'",
    "object data=x onerror={}",
    "marquee onstart={}",
    "style onload={}",
    "svg><animate onbegin={} attributeName=x dur=1s",
)
_WAYS_OUT = (
    "", '">', "'>", "</script>", "</style>", "</title>", "</textarea>", "-->", "]]>", "</svg>", "</text>",
    "</td></table>", "</option></select>", "\\u003c/script>", "&lt;", "`}}",
)  # fmt: skip
_OTHERS = (
    f"</script><script>{FIRE}</script>",
    f"<script>{FIRE}</script>",
    f"<SCRIPT>{FIRE}</SCRIPT>",
    f"<scr<script>ipt>{FIRE}</scr</script>ipt>",
    f"<svg><script>{FIRE}</script></svg>",
    f"<math><mi><script>{FIRE}</script></mi></math>",
    f"javascript:{FIRE}",
    f"[x](javascript:{FIRE})",
    f"![x](x \"onerror={FIRE}\")",
    f"<a href=javascript:{FIRE} autofocus>x</a>",
    f"<img src='https://example.invalid/{{}}' onerror={FIRE}>",
    "<link rel=stylesheet href='https://example.invalid/x.css'>",
    "<style>@import 'https://example.invalid/x.css'</style>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid'>",
    "<base href='https://example.invalid/'>",
    "<img srcset='https://example.invalid/x.png 2x'>",
    "![x](https://example.invalid/x.png)",
    "<form action=https://example.invalid><button autofocus>x</button></form>",
    "```mermaid\ngraph TD; A-->B; click A href 'https://example.invalid'\n```",
    f"{{{{constructor.constructor('{FIRE}')()}}}}",
    "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("https://example.invalid")',
    "https://example.invalid", "mailto:x@example.invalid", "internal:A1", "external:c:\\x.xlsx", "{=1+1}",
    "\u202e<img src=x onerror=window.__fired=1>", "datum['x']", "a:Q", "lead.time", "it's \"quoted\" \\",
    "../../x", "..\\..\\x", "/etc/passwd", "CON", "x\0y", "a" * 3_000, "\ufeff=1+1", "\u200b", "%s{0}$(x)`x`",
)  # fmt: skip

ATTACKS = tuple(
    dict.fromkeys(
        [
            *(f"{out}<{element.format(FIRE)}>" for out, element in itertools.product(_WAYS_OUT, _ELEMENTS)),
            *_OTHERS,
        ]
    )
)
"""Each once, the ones that fire by themselves first."""
