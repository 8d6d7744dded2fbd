/** Tables: numbers, evidence, the confusion matrix. */
export const TABLES = `
table { border-collapse: collapse; }
caption { caption-side: bottom; text-align: left; padding-top: .5rem; }
caption, .said-below { color: var(--quiet); font-size: .83rem; }
.said-below { margin-top: .5rem; max-width: 85ch; overflow-wrap: anywhere; }
th { font-weight: 600; text-align: left; }
.scroll { overflow-x: auto; max-width: 100%; }
.evidence { width: 100%; font-size: .82rem; line-height: 1.4; margin-top: .5rem; }
.evidence th, .evidence td { padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
.evidence th:last-child, .evidence td:last-child { padding-right: 0; }
.evidence td.number { white-space: nowrap; }
.source { display: block; color: var(--quiet); font-size: .78rem; }
.facts { width: 100%; max-width: 760px; }
.facts th { font-weight: 400; color: var(--quiet); padding: .28rem 1rem .28rem 0; white-space: nowrap; vertical-align: top; }
.facts td { padding: .28rem 0; overflow-wrap: anywhere; }
/* A number has room: only what is longer than one, a path, breaks within a word. */
.facts tr > td:last-child:not(.number) { min-width: 7rem; }
@media (max-width: 600px) { .facts th { white-space: normal; } }
.facts tr + tr > * { border-top: 1px solid var(--line); }
.compared { font-size: .9rem; min-width: 100%; }
.compared .number { text-align: right; }
.compared th, .compared td { padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.compared thead > tr > * { font-weight: 600; border-bottom-color: var(--quiet); vertical-align: bottom; }
.compared td { white-space: nowrap; }
.compared tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 8rem; }
.compared .beyond { color: var(--warn); font-weight: 600; }
.split { display: grid; gap: 1.5rem 2.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 1000px) { .split:not(.stacked) { grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr); } }
.split h3 { margin: 1.2rem 0 .4rem; }
.per-class { width: 100%; font-size: .9rem; }
.per-class th, .per-class td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
.per-class tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 5rem; }
.per-class thead th { position: sticky; top: 0; background: var(--paper); color: var(--quiet); font-weight: 400; border-bottom-color: var(--quiet); }
.per-class th:first-child { padding-left: 0; }
.share { background: linear-gradient(90deg, color-mix(in srgb, var(--right) 17%, transparent) var(--part), transparent var(--part)) no-repeat; background-size: 100% calc(100% - 6px); background-position: 0 3px; }
.tall { max-height: 40rem; overflow-y: auto; }
.matrix { border-spacing: 2px; border-collapse: separate; font-size: .82rem; }
.matrix td { text-align: center; padding: 0; }
.matrix tbody td { border-radius: 3px; background: color-mix(in srgb, var(--of, transparent) var(--part, 0%), var(--soft)); }
.matrix .right { --of: var(--right); } .matrix .wrong { --of: var(--wrong); }
.matrix .strong { color: var(--on-strong); }
.matrix th { font-weight: 400; color: var(--quiet); }
.matrix th span { display: block; max-width: 9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.matrix tbody th { text-align: right; padding-right: .5rem; }
.matrix.readable tbody td { min-width: 2.5rem; height: 2.3rem; padding: 0 .2rem; }
.matrix.readable thead th { vertical-align: bottom; text-align: center; padding-bottom: .25rem; }
.matrix.readable thead span { max-width: 4.5rem; }
.matrix.dense { border-spacing: 1px; font-size: 9px; line-height: 9px; }
.matrix.dense tbody td { min-width: 7px; height: 9px; border-radius: 1px; }
.matrix.dense thead th { vertical-align: bottom; }
.matrix.dense thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 7rem; max-width: none; }
.pairs-of-classes { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: .15rem 1.2rem; font-size: .9rem; }
.pairs-of-classes li { display: flex; gap: .35rem; border-bottom: 1px solid var(--line); padding: .15rem 0; min-width: 0; overflow-wrap: anywhere; }
.stacked .pairs-of-classes { grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); }
.pairs-of-classes .number { margin-left: auto; overflow-wrap: normal; }
`;
