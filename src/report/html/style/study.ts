/** What pages about studies have beside the others: small charts in rows, weights, the table of trials. */
export const STUDY = `
.swatch.bundle { height: 9px; border-radius: 0; opacity: .7; background: repeating-linear-gradient(var(--of) 0 1.5px, transparent 1.5px 4px); }
.swatch.dot { width: 9px; height: 9px; border-radius: 50%; }
.swatch.ring { width: 12px; height: 12px; border-radius: 50%; background: none; border: 2px solid var(--of); }
.swatch.cross { width: 11px; height: 11px; border-radius: 0; background: linear-gradient(45deg, transparent 42%, var(--of) 42% 58%, transparent 58%), linear-gradient(-45deg, transparent 42%, var(--of) 42% 58%, transparent 58%); }
.swatch.grade { width: 16px; height: 10px; border-radius: 0; display: inline-block; vertical-align: -1px; }
.legend .plain, .legend .grades { padding: .1rem .4rem; font-size: .85rem; }
.legend .plain { display: flex; align-items: center; gap: .45rem; }
.tiles { display: grid; gap: 1rem 1.2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
.tile h3, h3.key { overflow-wrap: anywhere; font-weight: 400; }
h3.key::first-letter { text-transform: none; }
.live { position: relative; }
.tile .live { height: 250px; }
.wide .live { height: 400px; }
.square { max-width: 640px; margin: 0 auto; }
.square .live { height: 500px; }
.small .live { touch-action: pan-y; }
.tip.beside-trial { position: absolute; z-index: 5; pointer-events: none; width: max-content; max-width: min(300px, 90%); padding: .5rem .7rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 2px 10px rgb(0 0 0 / .15); }
.tip.beside-trial td { white-space: normal; overflow-wrap: anywhere; vertical-align: top; }
.tip.beside-trial td:first-child { color: var(--quiet); }
.pointer { position: absolute; z-index: 4; width: 16px; height: 16px; margin: -8px 0 0 -8px; border: 2px solid var(--ink); border-radius: 50%; pointer-events: none; }
.tools output { color: var(--quiet); font-size: .85rem; align-self: center; }

.weights { width: 100%; font-size: .9rem; }
.weights th { font-weight: 400; padding: .3rem .8rem .3rem 0; overflow-wrap: anywhere; min-width: 8.5rem; }
.weights td.number { white-space: nowrap; padding-right: .8rem; width: 1%; }
.weights .source { display: inline; }
.weights td:last-child { width: 42%; }
.weight { position: relative; height: 14px; background: var(--soft); border-radius: 3px; }
.weight > span:first-child { display: block; height: 100%; border-radius: 3px; background: var(--train); opacity: .75; }
.weights .rest .weight > span:first-child { background: var(--quiet); }
.whisker { position: absolute; top: 50%; left: var(--from); width: calc(var(--to) - var(--from)); border-top: 2px solid var(--ink); }
.whisker::before, .whisker::after { content: ""; position: absolute; top: -5px; height: 8px; border-left: 2px solid var(--ink); }
.whisker::before { left: 0; } .whisker::after { right: 0; }

.facts th:has(code) { white-space: normal; overflow-wrap: anywhere; min-width: 8rem; }
.several { grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); }
.ended td.number { width: 1%; white-space: nowrap; padding-right: 1rem; vertical-align: top; }
.ended th { vertical-align: top; }
.state.completed { color: var(--train); } .state.pruned { color: var(--quiet); } .state.unfinished { color: var(--gradient); }
.state.diverged, .state.failed { color: var(--bad); }
section .facts + h3, section .copyable + h3 { margin: 1rem 0 .35rem; }
section > .copyable pre { white-space: pre-wrap; overflow-wrap: anywhere; }

.filter { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: center; margin-bottom: .7rem; font-size: .9rem; }
.filter input, .filter select { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .2rem .5rem; margin-left: .3rem; max-width: 14rem; }
.filter output { color: var(--quiet); }
.trials th button { border: 0; background: none; padding: 0; font: inherit; color: inherit; white-space: nowrap; }
.trials th[aria-sort] { color: var(--ink); }
.trials th[aria-sort] button::after { content: " \\25B2"; font-size: .7em; }
.trials th[aria-sort="descending"] button::after { content: " \\25BC"; }
.trials td { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
.trials td:last-child { min-width: 12rem; white-space: normal; }
.trials .pruned td, .trials .diverged td, .trials .failed td { color: var(--quiet); }
.trials .pointed td { background: var(--soft); }
@media print {
  .filter, .pointer, .tip { display: none !important; }
  .trials { font-size: 7.5pt; } .trials td, .trials th, .trials th button { max-width: none; white-space: normal; }
  .trials td, .trials th { padding: .15rem .3rem; } .trials td:last-child { min-width: 0; }
  .tile, .square, .wide { break-inside: avoid; }
  .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); }
}
`;
