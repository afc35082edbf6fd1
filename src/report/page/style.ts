import { Html } from "./html.js";
import { LETTER_SIZE } from "./labels.js";

/** The style sheet of the page: light and dark as the reader prefers, narrow and wide, on screen and on paper. */
export const STYLE = Html.ofOwn(`
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --band: #f6f8fa; --link: #0969da;
  --land: #dde3ea; --home: #0969da; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --grey: #656d76;
  --images: #8250df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --quiet: #9198a1; --line: #3d444d; --band: #151b23; --link: #4493f8;
    --land: #2b333d; --home: #4493f8; --good: #3fb950; --warn: #d29922; --bad: #f85149; --grey: #9198a1;
    --images: #ab7df8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 16px; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0.5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
p { margin: 0.5rem 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.about { color: var(--quiet); text-wrap: pretty; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-top: 1px solid var(--line); }
th, td { min-width: 5.5rem; max-width: 24rem; overflow-wrap: break-word; }
thead th { background: var(--band); border-top: 0; }
tbody th { font-weight: 600; }
tr:target { outline: 3px solid var(--link); outline-offset: -3px; }
.good::before { content: "✓\u00a0"; } .good { color: var(--good); }
.warn::before { content: "◆\u00a0"; } .warn { color: var(--warn); }
.bad::before { content: "✗\u00a0"; } .bad { color: var(--bad); }
.verdict { border: 1px solid; border-radius: 1em; padding: 0 0.6em; margin-right: 0.4em; font-weight: 600; }
.map { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
.land { fill: var(--land); }
.map a { outline: none; }
.lead { fill: none; stroke: var(--quiet); stroke-width: 0.8; }
.name { font-size: ${LETTER_SIZE}px; fill: var(--text); stroke: var(--page); stroke-width: 2.5; paint-order: stroke; }
.halo { fill: transparent; stroke: transparent; }
a:hover .halo, a:focus-visible .halo { stroke: var(--text); stroke-width: 2; }
.mark { stroke: var(--page); stroke-width: 1; paint-order: stroke; }
.home { fill: var(--home); } .ready { fill: var(--good); } .coming { fill: var(--warn); }
.failed, .missing { fill: var(--bad); } .extra, .gone { fill: var(--grey); }
.available { fill: var(--page); stroke: var(--grey); stroke-width: 1.2; paint-order: normal; }
.facts { min-height: 4.5em; padding: 4px 0; } .facts p { margin: 0; } .facts p:not(.hint) { display: none; }
.hint { color: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0; padding: 0; list-style: none; }
.legend svg { width: 22px; height: 22px; vertical-align: middle; }
.bars { display: block; width: 100%; min-width: 10rem; background: var(--band); }
td .bars { margin-top: 4px; }
.legend .bars { display: inline; width: 14px; height: 14px; min-width: 0; background: none; }
section .scroll + .legend { margin-top: 6px; font-size: 0.9rem; }
.bars .creating { fill: var(--home); } .bars .other { fill: var(--grey); } .bars .syncing { fill: var(--warn); }
.bars .images { fill: var(--images); } .bars .failed { fill: var(--bad); } .bars .ready { fill: var(--good); }
@media (max-width: 600px) { .map .mark, .halo { transform: scale(1.7); } .name, .lead { display: none; } }
@media screen and (max-width: 600px) {
  th, td { min-width: 4.5rem; padding: 6px 8px; } .bars { min-width: 8rem; } td:has(.bars) + td { min-width: 14rem; }
}
@media print {
  :root { color-scheme: light; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } .facts { display: none; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 9pt; } th, td { min-width: 0; max-width: none; padding: 4px 6px; overflow-wrap: anywhere; }
  h2 { break-after: avoid; } .map, .legend, tr, li { break-inside: avoid; } thead { display: table-header-group; }
  .map, .bars, .legend { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`);
