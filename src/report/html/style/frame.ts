/** The page as a whole: letters, head, contents, sections. */
export const FRAME = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.1rem); line-height: 1.2; letter-spacing: -.015em; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; letter-spacing: -.005em; margin-bottom: .75rem; }
h3 { font-size: .95rem; }
a { color: var(--train); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .2rem .6rem; cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--quiet); }
button:disabled { color: var(--quiet); cursor: default; }
:focus-visible { outline: 2px solid var(--train); outline-offset: 2px; }
summary { cursor: pointer; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 9; }
.number { font-variant-numeric: tabular-nums; text-align: right; }
.detail { color: var(--quiet); font-size: .85rem; font-weight: 400; }
.empty { color: var(--quiet); padding: 2rem 0; }

.top, .frame, footer { max-width: 1440px; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: flex-start; justify-content: space-between; padding-top: clamp(1.25rem, 3vw, 2.5rem); }
.heading { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: center; min-width: 0; flex: 1; }
.kind { flex-basis: 100%; color: var(--quiet); font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; }
.status { font-size: .85rem; font-weight: 600; padding: .1rem .7rem; border-radius: 99px; border: 1px solid currentColor; white-space: nowrap; }
.status.good { color: var(--good); } .status.neutral { color: var(--warn); } .status.bad { color: var(--bad); }
.figures { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 1px; margin-top: 1.1rem; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
.figures div { flex: 1 1 160px; background: var(--paper); padding: .9rem 1.1rem 1rem; }
.figures dt { color: var(--quiet); font-size: .85rem; }
.figures dd { font-size: clamp(1.35rem, 1.1rem + 1vw, 1.75rem); font-weight: 620; line-height: 1.25; letter-spacing: -.02em; white-space: nowrap; }
.figures dd.detail { font-size: .85rem; font-weight: 400; letter-spacing: 0; white-space: normal; }

.frame { padding-top: 1.25rem; padding-bottom: 2rem; }
nav { position: sticky; top: 0; z-index: 3; background: var(--page); margin: 0 -1rem 1rem; padding: .4rem 1rem; overflow-x: auto; scrollbar-width: thin; }
nav ul { display: flex; gap: .35rem; }
nav a { display: block; white-space: nowrap; text-decoration: none; color: var(--quiet); font-size: .88rem; padding: .25rem .6rem; border-radius: 6px; }
nav a:hover { color: var(--ink); background: var(--soft); }
nav a[aria-current] { color: var(--ink); background: var(--soft); font-weight: 600; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.1rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem clamp(.9rem, 2vw, 1.4rem) 1.3rem; min-width: 0; scroll-margin-top: 3.5rem; }
section > p { color: var(--quiet); max-width: 75ch; margin-bottom: .9rem; }
footer { color: var(--quiet); font-size: .85rem; padding-bottom: 2.5rem; }

@media (min-width: 900px) {
  main { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  section.full { grid-column: 1 / -1; }
}
@media (min-width: 1200px) {
  .frame:has(nav) { display: grid; grid-template-columns: 190px minmax(0, 1fr); gap: 1.75rem; }
  nav { top: 1rem; align-self: start; margin: 0; padding: 0; background: none; }
  nav ul { flex-direction: column; gap: .1rem; }
  nav a { white-space: normal; }
  section { scroll-margin-top: 1rem; }
}
`;
