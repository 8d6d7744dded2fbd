/** What pages about recipes have beside the others: the strip of steps, decisions, ranges that narrow, time. */
export const STEPS = `
.steps { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); }
.steps > li { min-width: 0; }
.steps > li > * { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .1rem .6rem; align-items: baseline; align-content: start; height: 100%; padding: .6rem .8rem .7rem; border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; color: var(--ink); text-decoration: none; overflow-wrap: anywhere; }
.steps a:hover { background: var(--soft); }
.steps b::first-letter, .decision .status::first-letter { text-transform: uppercase; }
.steps .brief { grid-column: 2; font-size: .9rem; }
.steps .detail { grid-column: 2; }
.steps .mark { width: 1rem; font-weight: 700; color: var(--tone); text-align: center; }
.steps .mark::before { content: "\\2713"; }
.steps .passed { --tone: var(--good); } .steps .warned, .steps .forced { --tone: var(--warn); } .steps .failed { --tone: var(--bad); }
.steps .skipped, .steps .waiting { --tone: var(--line); }
.steps .warned .mark::before, .steps .forced .mark::before { content: "!"; }
.steps .failed .mark::before { content: "\\2717"; }
.steps .skipped .mark::before, .steps .waiting .mark::before { content: "\\00b7"; }
.steps .waiting b { font-weight: 400; color: var(--quiet); }

.round + .round { border-top: 1px solid var(--line); margin-top: 1.3rem; padding-top: 1rem; }
.round > * + * { margin-top: .8rem; }
h3.of-round { font-size: 1rem; margin-bottom: .2rem; }
.decision { max-width: 85ch; overflow-wrap: anywhere; }
.decision .status { margin-right: .35rem; }
.advice { max-width: 85ch; border-left: 4px solid var(--tone); padding: .1rem 0 .1rem .7rem; overflow-wrap: anywhere; }
.advice.good { --tone: var(--good); } .advice.neutral { --tone: var(--warn); } .advice.bad { --tone: var(--bad); }
[data-study] > * + * { margin-top: .8rem; }
.pairs .square { margin: 0; }
.checks th, .checks td { padding-right: .8rem; white-space: normal; }
.compared.checks tbody th { min-width: 5rem; }
.checks .below td { color: var(--quiet); padding-left: 1rem; }
.checks .below .copyable { margin-top: .3rem; color: var(--ink); }
.verdict.pass { color: var(--good); } .verdict.warn { color: var(--warn); } .verdict.fail { color: var(--bad); } .verdict.inconclusive { color: var(--quiet); }
tr.chosen > * { font-weight: 650; }

.narrowings { display: grid; gap: 1.2rem 2rem; margin: .6rem 0 1.4rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
.narrowing { width: 100%; font-size: .9rem; table-layout: fixed; }
.narrowing caption { caption-side: top; color: var(--ink); padding: 0 0 .3rem; overflow-wrap: anywhere; }
.narrowing th { width: 5rem; font-weight: 400; color: var(--quiet); padding: .2rem .6rem .2rem 0; }
.narrowing td:last-child { width: 5.2rem; white-space: nowrap; }
.track { position: relative; height: 20px; background: var(--soft); border-radius: 4px; }
.track > * { position: absolute; }
.track .range { top: 3px; bottom: 3px; min-width: 4px; margin: 0 -2px; border-radius: 3px; background: color-mix(in srgb, var(--train) 38%, transparent); }
.track i { top: 3px; bottom: 3px; width: 1.5px; margin-left: -.75px; background: var(--train); opacity: .8; }
.track b { top: 4px; width: 12px; height: 12px; margin-left: -6px; border-radius: 50%; background: var(--rate); border: 2px solid var(--paper); }
.ticks { position: relative; height: 1.3rem; color: var(--quiet); font-size: .78rem; }
.ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; }

.gains { width: 100%; max-width: 760px; font-size: .9rem; margin-bottom: 1.1rem; }
.gains th, .gains td { padding: .3rem 1.1rem .3rem 0; white-space: nowrap; font-weight: 400; width: 1%; }
.gains thead th { color: var(--quiet); }
.gains td:last-child { width: auto; padding-right: 0; }
.gains .weight > span:first-child { background: var(--quiet); }
.gains .beyond .weight > span:first-child { background: var(--train); }
.weight .noise { position: absolute; top: -4px; bottom: -4px; width: 0; border-left: 2px solid var(--ink); }
.best-config { max-height: 24rem; overflow-y: auto; }
.again h3 { margin: 0 0 .35rem; } .again .copyable + h3 { margin-top: 1rem; }
.split + .pairs { margin-top: 1.2rem; }
.budget { display: flex; height: 18px; border-radius: 5px; overflow: hidden; background: var(--soft); margin: .5rem 0; }
.budget span { background: var(--of); min-width: 1px; }
.times .swatch { display: inline-block; vertical-align: middle; height: 9px; width: 14px; margin-right: .55rem; }
.times th { white-space: normal; }
.times td { white-space: nowrap; vertical-align: top; }
@media (max-width: 600px) { .pairs .square .live { height: 400px; } }
@media print {
  .narrowing, .round > h3, .steps li { break-inside: avoid; }
  .best-config { max-height: none; }
  .pairs .tiles { grid-template-columns: minmax(0, 1fr); }
}
`;
