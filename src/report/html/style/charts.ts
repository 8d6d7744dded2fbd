/** Charts with their legends and tools, and what stands beside them. */
export const CHARTS = `
.chart { min-width: 0; }
.bar { display: flex; gap: .3rem 1rem; align-items: flex-start; justify-content: space-between; min-height: 2rem; }
.chart > h3 { margin-bottom: .2rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .3rem; margin-left: -.4rem; min-width: 0; }
.legend button { display: flex; align-items: center; gap: .45rem; border: 0; background: none; padding: .1rem .4rem; font-size: .85rem; color: var(--ink); text-align: left; overflow-wrap: anywhere; }
.legend button[aria-pressed="false"] { color: var(--quiet); text-decoration: line-through; }
.legend button[aria-pressed="false"] .swatch { opacity: .25; }
.swatch { flex: none; width: 18px; height: 3px; border-radius: 2px; background: var(--of); }
.swatch.dashed { background: repeating-linear-gradient(90deg, var(--of) 0 5px, transparent 5px 8px); }
.swatch.dots { height: 6px; width: 16px; border-radius: 0; opacity: .6; background: radial-gradient(circle, var(--of) 2px, transparent 2.6px) 0 0 / 6px 6px; }
.swatch.band { height: 11px; opacity: .3; }
.swatch.points { position: relative; }
.swatch.points::after { content: ""; position: absolute; left: 5px; top: -2.5px; width: 8px; height: 8px; border-radius: 50%; background: var(--of); }
.tools { display: flex; gap: .35rem; flex: none; flex-wrap: wrap; justify-content: end; max-width: 45%; margin-left: auto; }
.tools [data-reset]:disabled { visibility: hidden; }
.tools button[aria-pressed="true"] { background: var(--soft); border-color: var(--quiet); font-weight: 600; }
@media (max-width: 600px) { .bar { flex-wrap: wrap; } .tools { max-width: none; } }
.still svg { display: block; width: 100%; height: auto; }
.live { width: 100%; height: 430px; border-radius: 6px; }
.small .live { height: 340px; }
.chart[data-live] .still { display: none; }
figcaption { color: var(--quiet); font-size: .83rem; margin-top: .3rem; }
.beside { display: grid; gap: 1.2rem; grid-template-columns: minmax(0, 1fr); }
.pairs { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 1000px) {
  .beside { grid-template-columns: minmax(0, 1fr) 310px; }
  .pairs { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .pairs .large { grid-column: 1 / -1; }
}
.tip { font-size: 13px; line-height: 1.45; }
.tip table { border-collapse: collapse; }
.tip td { padding: 0 .6rem 0 0; border: 0; }
.tip td:last-child { padding: 0; text-align: right; font-variant-numeric: tabular-nums; }

.readings { display: grid; gap: .8rem; align-content: start; }
.reading { border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; padding: .7rem .9rem .8rem; font-size: .92rem; display: grid; gap: .45rem; min-width: 0; }
.reading.good { --tone: var(--good); } .reading.warn { --tone: var(--warn); } .reading.neutral { --tone: var(--quiet); }
.reading h3 { font-size: 1rem; }
.reading h3::first-letter { text-transform: uppercase; }
.confidence { display: flex; align-items: center; gap: .6rem; color: var(--quiet); font-size: .83rem; }
.meter { flex: none; width: 90px; height: 6px; border-radius: 3px; background: var(--soft); overflow: hidden; }
.meter span { display: block; height: 100%; background: var(--tone); }
.reading summary { color: var(--quiet); font-size: .85rem; }
.copyable { display: flex; align-items: flex-start; gap: .3rem; min-width: 0; background: var(--soft); border-radius: 6px; padding: .3rem; }
.copyable pre { flex: 1; min-width: 0; margin: 0; padding: .25rem .4rem; overflow-x: auto; }
.copyable button { flex: none; }
.reading pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;
