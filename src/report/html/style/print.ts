/** On paper: nothing to click, nothing cut, the pictures of the charts. */
export const PRINT = `
@page { margin: 14mm; }
@media print {
  body { background: none; font-size: 10.5pt; }
  .skip, nav, .theme, .tools, .copyable button { display: none !important; }
  .top, .frame, footer { max-width: none; padding-left: 0; padding-right: 0; }
  .frame:has(nav) { display: block; }
  main { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 1.5rem; }
  section.full { grid-column: 1 / -1; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 1rem 0; }
  .chart, .reading, .mistakes li, .layer, .figures, .input, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .chart .live { display: none !important; }
  .chart[data-live] .still { display: block; }
  .beside, .split { grid-template-columns: minmax(0, 1fr); }
  .readings { grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); }
  .pairs { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .pairs .large { grid-column: 1 / -1; }
  .scroll, .tall { overflow: visible; max-height: none; }
  .per-class thead th { position: static; }
  .copyable pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; block-size: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
