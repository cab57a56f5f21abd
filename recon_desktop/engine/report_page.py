"""The page of a report without its facts: how it looks, and where what stands."""

STYLE = """
:root { color-scheme: light dark; --page: #f4f4f4; --raised: #fff; --line: #d0d0d0; --text: #1a1a1a; --quiet: #5c5c5c; }
@media (prefers-color-scheme: dark) {
  :root { --page: #1b1b1b; --raised: #252525; --line: #3d3d3d; --text: #ececec; --quiet: #a8a8a8; }
}
body { margin: 0 auto; max-width: 1200px; padding: 24px; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 16px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 24px 0 8px; }
p, span, dt, th { color: var(--quiet); }
b { color: var(--text); }
.photo { position: relative; line-height: 0; }
.photo img { width: 100%; }
.photo i { position: absolute; box-sizing: border-box; border: 3px solid; outline: 1px solid #fff; }
.crops { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; }
.crops img { display: block; width: 100%; box-sizing: border-box; image-rendering: pixelated; }
.crops img:first-child { border: 3px solid var(--box); }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px; }
.maps img { display: block; width: 100%; }
.crops figcaption ~ img { margin-top: 8px; border: 3px solid transparent; }
figure { margin: 0; }
figcaption { text-align: center; font-size: 13px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 24px 0; background: var(--raised);
  font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
"""

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
<h1>{title}</h1>
<main>
{photo}
{crops}
{legend}
{errors}
<div class="wide"><table>
{table}
</table></div>
<dl>
{facts}
</dl>
</main>
</html>
"""
