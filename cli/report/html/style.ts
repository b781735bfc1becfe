/** The report's looks, in the light or the dark of the reader's system; on paper, light. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #17181c);
  --ink: light-dark(#1d2129, #e4e6eb);
  --soft: light-dark(#626b7a, #9aa2b1);
  --line: light-dark(#e3e6eb, #2c2f37);
  --raised: light-dark(#f6f7f9, #1f2127);
  --good: light-dark(#1f7f4c, #63c793);
  --bad: light-dark(#c93a3a, #f07a7a);
  --warn: light-dark(#9a6700, #e3b341);
  --blue: light-dark(#4a84d9, #6fa5f2);
  --green: light-dark(#3fa58a, #53b79c);
  --orange: light-dark(#e0822e, #f0a052);
  --purple: light-dark(#7c68c8, #a493ea);
}
@media print { :root { color-scheme: light; } section { break-inside: avoid; } }
* { box-sizing: border-box; }
body {
  max-width: 960px;
  margin: 0 auto;
  padding: 40px 32px 64px;
  background: var(--ground);
  color: var(--ink);
  font: 14px / 1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { margin: 0; font-size: 22px; letter-spacing: -0.01em; }
h2 { margin: 32px 0 10px; font-size: 15px; }
h2 small { margin-left: 10px; color: var(--soft); font-size: 13px; font-weight: 400; }
h3 { margin: 12px 0 4px; font-size: 13px; }
h3 span { margin-left: 6px; font-weight: 400; }
p { margin: 6px 0; max-width: 80ch; }
.soft, footer { color: var(--soft); }
.lead { font-size: 16px; }
.warn { padding-left: 12px; border-left: 3px solid var(--warn); }
.bad { color: var(--bad); }
table { width: 100%; table-layout: fixed; border-collapse: collapse; }
th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; }
.further th { padding-left: 24px; color: var(--soft); }
.best { color: var(--good); font-weight: 600; }
.grows { color: var(--warn); }
svg { display: block; width: 100%; border-radius: 4px; background: var(--raised); }
.memory { height: 34px; }
i { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 2px; background: var(--use); }
rect { fill: var(--use); }
.weights { --use: var(--purple); }
.kv-cache { --use: var(--green); }
.activations { --use: var(--orange); }
.runtime-buffers, .decoder-buffers { --use: light-dark(#8a94a6, #7c8596); }
.cuda-context, .cuda-graphs, .communication { --use: light-dark(#6c7686, #98a2b3); }
.reserved { --use: light-dark(#c6ccd6, #4d5461); }
.free { --use: var(--line); }
.prefill { --use: var(--orange); }
.decode { --use: var(--blue); }
.yellow { --use: light-dark(#d9a520, #e3b341); }
.cyan { --use: light-dark(#4aa3b8, #6fc1d3); }
.green { --use: var(--green); }
.magenta { --use: var(--purple); }
.blue { --use: var(--blue); }
text { fill: var(--ink); font-size: 12px; }
.held { --use: light-dark(#d3d8e0, #3a3f49); }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: 12px; }
ul { margin: 0; padding-left: 18px; color: var(--soft); font-size: 13px; }
code { font: 12.5px ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 40px; font-size: 13px; }
`;
